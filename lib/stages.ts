import { PriceClass } from "aws-cdk-lib/aws-cloudfront";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import type { ImportedKeys } from "../core/key/imported-keys.ts";
import type { WebhookEndpoint } from "../core/webhook/endpoint.ts";
import type { Configuration, StageConfig } from "./config/parse-config.ts";
import type { SignIn } from "./sign-in.ts";

/** Requests that a whole REST API takes before it answers 429, over all of its callers. */
export interface Throttle {
  /** Steady rate, requests a second. */
  readonly ratePerSecond: number;
  /** How many requests may arrive at once above it. */
  readonly burst: number;
}

/** A name of the operator's own for the whole product. */
export interface CustomDomain {
  readonly domainName: string;
  /** The ARN of a certificate in us-east-1, where CloudFront takes them from. Undefined: one is made. */
  readonly certificateArn?: string | undefined;
  /** Where the records of the name are made, and the certificate is validated. */
  readonly hostedZone?: { readonly id: string; readonly name: string } | undefined;
}

export type Rollout = StageConfig["rollout"];
export type Mail = NonNullable<StageConfig["mail"]>;

/** The settings that differ from one stage to the next; everything else is the same everywhere. */
export interface StageSettings {
  readonly account: string | undefined;
  readonly region: string;
  /** Whether table, secrets and logs are kept when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether DynamoDB refuses to delete the table, and CloudFormation the stack. */
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  /** How long audit events are kept; undefined: as long as the functions keep them by default. */
  readonly auditRetentionDays: number | undefined;
  readonly publicThrottle: Throttle;
  readonly managementThrottle: Throttle;
  readonly signIn: SignIn;
  /** Whether anybody may register with the user pool; else only who is invited. */
  readonly selfSignUp: boolean;
  /** Whether the user pool asks everybody for a code of an app besides the password. */
  readonly mfa: "required" | "off";
  /** Who sends the user pool's mails; undefined: Cognito itself. */
  readonly mail: Mail | undefined;
  /** Where invitations send people to, if not to the page under the custom domain. */
  readonly invitationUrl: string | undefined;
  /** Alarms cost by the month and want someone who answers them. */
  readonly alarms:
    | { readonly email?: string | undefined; readonly topicArn?: string | undefined }
    | undefined;
  /** How a new version of the authorizer takes over from the last one. */
  readonly rollout: Rollout;
  readonly tags: Readonly<Record<string, string>>;
  /** A managed policy that bounds every role of the stack. */
  readonly permissionsBoundary: string | undefined;
  /** The edge locations that CloudFront serves from; more are faster for more people, and cost more. */
  readonly priceClass: PriceClass;
  /** None: CloudFront's own name. */
  readonly customDomain: CustomDomain | undefined;
  readonly importedKeys: ImportedKeys;
  /** Whose word on their own caller's address counts; undefined where the stage does not say. */
  readonly verifyFrom: readonly string[] | undefined;
  /** Where events are sent, besides the stack's event bus. */
  readonly webhooks: readonly WebhookEndpoint[];
}

const priceClasses = {
  "100": PriceClass.PRICE_CLASS_100,
  "200": PriceClass.PRICE_CLASS_200,
  all: PriceClass.PRICE_CLASS_ALL,
} as const;

export function stageSettings(stage: StageConfig): StageSettings {
  const { domain, retention } = stage;
  const isKept = retention.whenDeleted === "keep";
  return {
    account: stage.account,
    region: stage.region,
    removalPolicy: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    deletionProtection: isKept,
    logRetention: retention.logDays,
    auditRetentionDays: retention.auditDays,
    publicThrottle: stage.throttles.public,
    managementThrottle: stage.throttles.management,
    signIn: {
      accountClaim: stage.accountClaim,
      by: signInBy(stage),
      operators: stage.operators,
    },
    selfSignUp: stage.selfSignUp,
    mfa: stage.mfa ?? (isKept ? "required" : "off"),
    mail: stage.mail,
    invitationUrl: stage.invitationUrl,
    alarms: stage.alarms || undefined,
    rollout: stage.rollout,
    tags: stage.tags,
    permissionsBoundary: stage.permissionsBoundary,
    priceClass: priceClasses[stage.priceClass],
    customDomain: domain && {
      domainName: domain.name,
      certificateArn: domain.certificateArn,
      hostedZone: domain.hostedZone,
    },
    importedKeys: stage.keys.imported,
    verifyFrom: stage.verify?.from,
    webhooks: stage.webhooks,
  };
}

function signInBy({ issuer, userPool, callbackUrls }: StageConfig): SignIn["by"] {
  if (userPool) return { userPool };
  if (!issuer) return { callbackUrls };
  return {
    issuer: { url: issuer.url, audience: issuer.audience },
    client: { id: issuer.clientId, scope: issuer.scope },
  };
}

/**
 * The stage that `-c stage=…` names; without it `dev`, or the only one.
 *
 * @throws Error whose one line names the stages there are
 */
export function findStage(
  { stages }: Configuration,
  value: unknown,
): { readonly name: string; readonly settings: StageSettings } {
  const names = Object.keys(stages);
  const name = value ?? (names.length === 1 ? names[0] : "dev");
  const found = Object.entries(stages).find(([each]) => each === name);
  if (found) return { name: found[0], settings: stageSettings(found[1]) };
  throw new Error(`Unknown stage "${name}": choose one of ${names.join(", ")}`);
}
