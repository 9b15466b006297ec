import { endpointFrom } from "../core/aws/environment.ts";
import type { FunctionSettings } from "../core/config/config.ts";
import { defaultSettings } from "../core/config/default-settings.ts";
import { type AwsIdentity, type CredentialProvider, defaultProvider } from "./credentials.ts";

export interface VerifierOptions {
  /** Name of the stack's table: its output `TableName`. */
  readonly tableName: string;
  /** ARN of the pepper secret: the stack's output `PepperSecretArn`. */
  readonly pepperSecretArn: string;
  /** Default: the region of `pepperSecretArn`. */
  readonly region?: string | undefined;
  /** Default: the default chain of AWS's SDK, for which `@aws-sdk/credential-provider-node` is needed. */
  readonly credentials?: AwsIdentity | CredentialProvider | undefined;
  /** Default: AWS's own, or what `AWS_ENDPOINT_URL…` in the environment says. */
  readonly endpoints?:
    | { readonly dynamodb?: string | undefined; readonly secretsManager?: string | undefined }
    | undefined;
  /** What the owner decided, as the stack's output `Settings` has it. Default: the product's defaults. */
  readonly config?: VerifierConfig | undefined;
  /** A check takes at most so long, then it is a 503. Default: 2000. */
  readonly deadlineMs?: number | undefined;
  /** The most connections to the table at a time. Default: 50. */
  readonly maxConnections?: number | undefined;
  /** The most checks of one key at a time; others wait for their turn. Default: 8. */
  readonly attemptsPerKey?: number | undefined;
  /** Takes the reason of every 503. Default: at most one line of console.error every 10 s. */
  readonly onFault?: ((fault: Error) => void) | undefined;
}

type JudgingSettings = Pick<
  FunctionSettings,
  "keyPrefix" | "plans" | "planRefusal" | "scopes" | "importedKeys"
>;
export type VerifierConfig = Partial<JudgingSettings>;

/** Options that are complete and correct. */
export interface VerifierSettings {
  readonly tableName: string;
  readonly pepperSecretArn: string;
  readonly region: string;
  readonly provider: CredentialProvider;
  readonly endpoints: { readonly dynamodb: URL; readonly secretsManager: URL };
  readonly config: JudgingSettings;
  readonly deadlineMs: number;
  readonly maxConnections: number;
  readonly attemptsPerKey: number;
  readonly onFault: ((fault: Error) => void) | undefined;
}

/** @throws TypeError that names the option and says what to do */
export function parseOptions(
  options: VerifierOptions,
  environment: Readonly<Record<string, string | undefined>>,
): VerifierSettings {
  const tableName = text(options.tableName, "tableName", "the stack's output TableName");
  const pepperSecretArn = text(
    options.pepperSecretArn,
    "pepperSecretArn",
    "the stack's output PepperSecretArn",
  );
  if (!tableGrammar.test(tableName)) throw fault("tableName is not the name of a DynamoDB table");
  const region = regionOf(options, environment);
  return {
    tableName,
    pepperSecretArn,
    region,
    provider: providerOf(options.credentials),
    endpoints: endpointsOf(options.endpoints ?? {}, { ...environment, AWS_REGION: region }),
    config: configOf(options.config === undefined ? {} : options.config),
    deadlineMs: wholeNumber(options.deadlineMs ?? 2_000, "deadlineMs", 50, 60_000),
    maxConnections: wholeNumber(options.maxConnections ?? 50, "maxConnections", 1, 1_000),
    attemptsPerKey: wholeNumber(options.attemptsPerKey ?? 8, "attemptsPerKey", 1, 100),
    onFault: functionOr(options.onFault, "onFault"),
  };
}

/** A name, or the ARN of a table of another account. */
const tableGrammar = /^(arn:[^\s]+:table\/)?[A-Za-z0-9_.-]{3,255}$/;
const arnGrammar = /^arn:[a-z-]+:secretsmanager:([a-z0-9-]+):\d{12}:secret:.+$/;
const regionGrammar = /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/;

function regionOf(
  { region, pepperSecretArn }: VerifierOptions,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const [, ofSecret] = arnGrammar.exec(pepperSecretArn) ?? [];
  const chosen = region ?? ofSecret ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (chosen === undefined) {
    throw fault("region is missing: give it, or the full ARN of the pepper secret");
  }
  if (typeof chosen !== "string" || !regionGrammar.test(chosen)) {
    throw fault(`region ${JSON.stringify(chosen)} is not an AWS region, such as eu-west-1`);
  }
  if (ofSecret !== undefined && chosen !== ofSecret) {
    throw fault(`region is ${chosen}, but the pepper secret is in ${ofSecret}: leave region out`);
  }
  return chosen;
}

function providerOf(credentials: VerifierOptions["credentials"]): CredentialProvider {
  if (credentials === undefined) return defaultProvider();
  if (typeof credentials === "function") return credentials;
  const { accessKeyId, secretAccessKey } = credentials;
  if (!accessKeyId || !secretAccessKey) {
    throw fault("credentials need accessKeyId and secretAccessKey, or be a provider of AWS's SDK");
  }
  return async () => credentials;
}

function endpointsOf(
  { dynamodb, secretsManager }: NonNullable<VerifierOptions["endpoints"]>,
  environment: Readonly<Record<string, string | undefined>>,
): VerifierSettings["endpoints"] {
  return {
    dynamodb: dynamodb
      ? httpUrl(dynamodb, "endpoints.dynamodb")
      : endpointFrom(environment, "dynamodb"),
    secretsManager: secretsManager
      ? httpUrl(secretsManager, "endpoints.secretsManager")
      : endpointFrom(environment, "secretsmanager"),
  };
}

function httpUrl(url: string, name: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ["http:", "https:"].includes(parsed.protocol)) return parsed;
  throw fault(`${name} is not a URL that begins with http:// or https://`);
}

function configOf(config: VerifierConfig): JudgingSettings {
  if (!isObject(config)) throw fault("config is not an object: give the stack's output Settings");
  const merged = { ...defaultSettings, ...config };
  if (!/^[a-z0-9_]{2,19}_$/.test(merged.keyPrefix)) {
    throw fault("config.keyPrefix has to be 3 to 20 of a-z, 0-9 and _, the last one _");
  }
  if (!Array.isArray(merged.plans) || !merged.plans.some(({ eligible }) => eligible)) {
    throw fault("config.plans has no eligible plan, so every key would be refused");
  }
  if (typeof merged.planRefusal !== "string") throw fault("config.planRefusal is not a text");
  if (!isObject(merged.scopes)) {
    throw fault("config.scopes is not an object with one member for each scope");
  }
  if (!isImportedKeys(merged.importedKeys)) {
    throw fault('config.importedKeys has to be "none", "any" or { prefix }');
  }
  return merged;
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isImportedKeys(value: unknown): boolean {
  const { prefix } = Object(value);
  return [undefined, "none", "any"].some((each) => each === value) || typeof prefix === "string";
}

function text(value: unknown, name: string, source: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw fault(`${name} is missing: give ${source}`);
}

function wholeNumber(value: number, name: string, least: number, greatest: number): number {
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw fault(`${name} has to be a whole number from ${least} to ${greatest}`);
}

function functionOr<T>(value: T | undefined, name: string): T | undefined {
  if (value === undefined || typeof value === "function") return value;
  throw fault(`${name} is not a function`);
}

function fault(message: string): TypeError {
  return new TypeError(`createVerifier: ${message}`);
}
