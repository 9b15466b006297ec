import { PriceClass } from "aws-cdk-lib/aws-cloudfront";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib/core";

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
  /** Of a certificate in us-east-1, where CloudFront takes them from. */
  readonly certificateArn: string;
}

/** What differs from one stage to the next; everything else is the same everywhere. */
export interface StageSettings {
  /** What becomes of table, secrets and logs when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether DynamoDB refuses to delete the table, and CloudFormation the stack. */
  readonly deletionProtection: boolean;
  readonly logRetention: RetentionDays;
  /**
   * Far above what one key may use (10,000 a minute are 167 a second), since one caller's flood
   * must not be enough to shut out the others.
   */
  readonly publicThrottle: Throttle;
  readonly managementThrottle: Throttle;
  /**
   * Where else than to the stage's own settings page the user pool may send people back to once they
   * signed in, unless `-c callbackUrls=…` says otherwise.
   */
  readonly callbackUrls: readonly string[];
  /** Whether anybody may register with the user pool; else only who is invited. */
  readonly selfSignUp: boolean;
  /** Alarms cost by the month and want someone who answers them. */
  readonly alarms: boolean;
  /** How far from home CloudFront serves; more is faster for more people, and costs more in some. */
  readonly priceClass: PriceClass;
  /** Unless `-c domainName=… -c certificateArn=…` says otherwise. None: CloudFront's own name. */
  readonly customDomain: CustomDomain | undefined;
}

export const stageNames = ["dev", "prod"] as const;
export type StageName = (typeof stageNames)[number];

export const stages: Readonly<Record<StageName, StageSettings>> = {
  dev: {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: RetentionDays.ONE_WEEK,
    publicThrottle: { ratePerSecond: 500, burst: 500 },
    managementThrottle: { ratePerSecond: 50, burst: 100 },
    callbackUrls: ["http://localhost:3000/app/settings/api-keys"],
    selfSignUp: false,
    alarms: false,
    priceClass: PriceClass.PRICE_CLASS_100,
    customDomain: undefined,
  },
  prod: {
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    logRetention: RetentionDays.THREE_MONTHS,
    publicThrottle: { ratePerSecond: 2000, burst: 2000 },
    managementThrottle: { ratePerSecond: 50, burst: 100 },
    callbackUrls: [],
    selfSignUp: false,
    alarms: true,
    priceClass: PriceClass.PRICE_CLASS_ALL,
    customDomain: undefined,
  },
};

/**
 * Reads the stage that `-c stage=…` names.
 *
 * @throws Error whose one line names the stages there are
 */
export function parseStageName(value: unknown): StageName {
  if (value === undefined) return "dev";
  const stage = stageNames.find((name) => name === value);
  if (!stage) throw new Error(`Unknown stage "${value}": choose one of ${stageNames.join(", ")}`);
  return stage;
}
