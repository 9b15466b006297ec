import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
  UserPoolEmail,
} from "aws-cdk-lib/aws-cognito";
import { Aws, Duration, Fn, Lazy, Stack, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type OperatorClaim, operatorRoles } from "../../core/account/operators.ts";
import { signInCallback, signInPorts } from "../../core/config/terminal-sign-in.ts";
import type { SignInConfig } from "../../web/site-file.ts";
import type { Authority, Issuer } from "../sign-in.ts";
import type { Mail, StageSettings } from "../stages.ts";
import { constructIdOf } from "./functions.ts";
import { invitationDays, invitationOf } from "./invitation.ts";

export interface LatchkeyUserPoolProps {
  readonly settings: StageSettings;
  /** Additional redirect URLs after sign-in, besides {@link LatchkeyUserPool.sendBackTo}. */
  readonly callbackUrls: readonly string[];
  /** The name of the product, for mails. */
  readonly product: string;
  /** The link in mails; undefined if it is known only after deployment. */
  readonly pageUrl: string | undefined;
}

/** Cognito's claim for groups, and the pool's groups that make operators. */
export const poolOperators: OperatorClaim = {
  claim: "cognito:groups",
  admin: ["latchkey-admin"],
  support: ["latchkey-support"],
};

/** The users who manage their own keys, if no other issuer is configured. */
export class LatchkeyUserPool extends Construct implements Authority {
  readonly issuer: Issuer;
  readonly signInConfig: SignInConfig;
  readonly sources: readonly string[];
  readonly operators = poolOperators;
  readonly userPoolId: string;
  /** Base URL of the pages on which people sign in. */
  readonly signInUrl: string;
  private readonly callbackUrls: string[];

  constructor(scope: Construct, id: string, props: LatchkeyUserPoolProps) {
    super(scope, id);
    const pool = this.declarePool(props);
    declareGroups(pool);
    this.callbackUrls = [...props.callbackUrls];
    const client = declareClient(pool, {
      callbackUrls: Lazy.list({ produce: () => [...this.callbackUrls, ...terminalCallbacks] }),
      logoutUrls: Lazy.list({ produce: () => this.callbackUrls }),
    });
    const domain = declareDomain(pool, this);
    // Managed login shows an error to clients that no branding is assigned to.
    new CfnManagedLoginBranding(this, "Branding", {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const { userPoolProviderUrl: url } = pool;
    this.userPoolId = pool.userPoolId;
    this.issuer = { url, audience: client.userPoolClientId };
    this.signInUrl = domain.baseUrl();
    this.signInConfig = {
      oidcIssuer: url,
      oidcClientId: client.userPoolClientId,
      oidcScope: "openid email",
      // Cognito's access tokens name the client alone.
      oidcAudience: "",
      cognitoUrl: this.signInUrl,
    };
    // Discovery and keys are at the one, tokens at the other. What ends in a slash means all below.
    this.sources = [`${url}/`, `${this.signInUrl}/`];
  }

  /** One more place to be sent back to: the settings page's own, whose host is known only later. */
  sendBackTo(url: string): void {
    this.callbackUrls.push(url);
  }

  /**
   * The way of signing in and the attributes cannot be changed later: CloudFormation would replace
   * the pool, and with it everybody's `sub` and so their account.
   */
  private declarePool({ settings, product, pageUrl }: LatchkeyUserPoolProps): UserPool {
    const isMfaRequired = settings.mfa === "required";
    const pool = new UserPool(this, "Pool", {
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: settings.selfSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      autoVerify: { email: true },
      // A new address counts once it is confirmed; until then the old one does.
      keepOriginal: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      // Managed login lets people set up an app for codes only if every one has to.
      mfa: isMfaRequired ? Mfa.REQUIRED : Mfa.OFF,
      ...(isMfaRequired ? { mfaSecondFactor: { otp: true, sms: false } } : {}),
      userInvitation: invitationOf(product, pageUrl),
      ...(settings.mail ? { email: this.senderOf(settings.mail) } : {}),
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        passwordHistorySize: 5,
        tempPasswordValidity: Duration.days(invitationDays),
      },
      deletionProtection: settings.deletionProtection,
      removalPolicy: settings.removalPolicy,
    });
    Validations.of(pool).acknowledge({
      id: "AwsSolutions-COG8",
      reason: "The Plus plan costs by the user and month; operators may switch it on.",
    });
    if (!isMfaRequired) {
      Validations.of(pool).acknowledge({
        id: "AwsSolutions-COG2",
        reason: "The stage's own setting, for stages whose data may be deleted.",
      });
    }
    return pool;
  }

  /** Cognito's own sender takes 50 mails a day, for trials. */
  private senderOf({ from, name, replyTo, identity, region }: Mail): UserPoolEmail {
    const [, domain = ""] = from.split("@");
    return UserPoolEmail.withSES({
      fromEmail: from,
      sesRegion: region ?? Stack.of(this).region,
      ...(name === undefined ? {} : { fromName: name }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(identity === "domain" ? { sesVerifiedDomain: domain } : {}),
    });
  }
}

const terminalCallbacks = signInPorts.map(signInCallback);

/** Nobody is in them at first; only whoever may administer the pool adds people. */
function declareGroups(pool: UserPool): void {
  for (const role of operatorRoles) {
    for (const groupName of poolOperators[role]) {
      const description = `Latchkey operators with the role ${role}`;
      pool.addGroup(constructIdOf(groupName), { groupName, description });
    }
  }
}

/**
 * The settings page and the CLI, which run where no secret can be kept: authorization code with
 * PKCE, which both begin (Cognito cannot demand it), and refresh tokens that are good once
 * (RFC 9700, section 4.14.2).
 *
 * Revoking ends refresh tokens; an access token that is out is good until it expires, hence its
 * short life.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
 */
function declareClient(
  pool: UserPool,
  { callbackUrls, logoutUrls }: { callbackUrls: string[]; logoutUrls: string[] },
): UserPoolClient {
  return pool.addClient("SettingsPage", {
    generateSecret: false,
    // Used by managed login. If unset, Cognito also allows flows that token rotation rules out.
    authFlows: { user: true },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
      callbackUrls,
      logoutUrls,
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    refreshTokenValidity: Duration.hours(12),
    refreshTokenRotationGracePeriod: Duration.seconds(10),
  });
}

/**
 * A name under Amazon's domain, which has to be the only one in the region: the first part of the
 * stack's UUID and a digest of the construct's path see to that, and give away nothing.
 */
function declareDomain(pool: UserPool, scope: Construct): UserPoolDomain {
  const uuid = Fn.select(2, Fn.split("/", Aws.STACK_ID));
  const ofStack = Fn.select(0, Fn.split("-", uuid));
  return pool.addDomain("Domain", {
    cognitoDomain: { domainPrefix: `latchkey-${scope.node.addr.slice(-8)}-${ofStack}` },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
}
