import { PriceClass } from "aws-cdk-lib/aws-cloudfront";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";
import type { ImportedKeys } from "../core/key/imported-keys.ts";
import type { WebhookEndpoint } from "../core/webhook/endpoint.ts";
import type { Configuration, StageConfig } from "./config/parse-config.ts";
import type { SignIn } from "./sign-in.ts";

/** Requests that each route of a REST API takes before it answers 429, over all callers of the route. */
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
  /** The zone of the name's records and of the certificate's validation. */
  readonly hostedZone?: { readonly id: string; readonly name: string } | undefined;
}

export type AlarmSettings = Exclude<StageConfig["alarms"], false>;
/** Rules by which AWS WAF admits callers' addresses to an API. */
export interface AddressRules {
  /** Requests of one address in a minute above which it is blocked for a while. */
  readonly perMinute?: number | undefined;
  /** The only addresses that are let through; undefined: all. */
  readonly from?: readonly string[] | undefined;
}

/** Web ACL settings by the API that they protect. */
export interface WebAclSettings {
  readonly management: AddressRules;
  readonly public: AddressRules | undefined;
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
  /** By `METHOD /path`, what counts in place of its API's throttle. */
  readonly routeThrottles: Readonly<Record<string, Throttle>>;
  /** Costs by the month. */
  readonly webAcl: WebAclSettings | undefined;
  /** How much concurrency is set apart for each function of an API, which can have no more then. */
  readonly reservedConcurrency: StageConfig["reservedConcurrency"];
  readonly signIn: SignIn;
  /** Whether anybody may register with the user pool; else only who is invited. */
  readonly selfSignUp: boolean;
  /** Whether the user pool asks everybody for a code of an app besides the password. */
  readonly mfa: "required" | "off";
  /** The sender of the user pool's mails; undefined: Cognito itself. */
  readonly mail: Mail | undefined;
  /** The link in invitations, if not to the page under the custom domain. */
  readonly invitationUrl: string | undefined;
  /** Alarms cost by the month and want someone who answers them. */
  readonly alarms: AlarmSettings | undefined;
  readonly hasDashboard: boolean;
  /** Whether CloudFront logs requests, without paths and query strings. */
  readonly hasEdgeLogs: boolean;
  /** Whether requests are traced with X-Ray. */
  readonly isTraced: boolean;
  /** How a new version of the authorizer takes over from the last one. */
  readonly rollout: Rollout;
  /** A table that is there already; undefined: the stack has its own. */
  readonly existingTable: { readonly name: string; readonly streamArn: string } | undefined;
  /** The region of a copy of the pepper, besides the stage's own. */
  readonly pepperReplicaRegion: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** A managed policy that bounds every role of the stack. */
  readonly permissionsBoundary: string | undefined;
  /** The edge locations that CloudFront serves from; more are faster for more people, and cost more. */
  readonly priceClass: PriceClass;
  /** None: CloudFront's own name. */
  readonly customDomain: CustomDomain | undefined;
  readonly importedKeys: ImportedKeys;
  /** Addresses of servers that may state their caller's address; undefined if the stage lists none. */
  readonly verifyFrom: readonly string[] | undefined;
  /** Endpoints that get events besides the stack's event bus. */
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
    routeThrottles: stage.throttles.routes,
    webAcl: webAclOf(stage.webAcl),
    reservedConcurrency: stage.reservedConcurrency,
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
    hasDashboard: stage.dashboard,
    hasEdgeLogs: stage.edgeLogs,
    isTraced: stage.tracing,
    rollout: stage.rollout,
    existingTable: stage.table,
    pepperReplicaRegion: stage.pepper?.replicaRegion,
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

/** A third of what one route takes by default: three addresses at least have to join forces. */
const managementPerMinute = 1000;

function webAclOf(webAcl: StageConfig["webAcl"]): WebAclSettings | undefined {
  if (!webAcl) return undefined;
  const { perMinute, from } = webAcl.management;
  // Whoever may call at all by an allow list is an operator, not to be locked out by a rate.
  const rate = perMinute ?? (from ? undefined : managementPerMinute);
  return { management: { perMinute: rate, from }, public: webAcl.public };
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
