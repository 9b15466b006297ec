import { CliError } from "../exit-code.ts";
import type { AwsTransport } from "../network/aws-transport.ts";
import type { Terminal } from "../terminal.ts";

/** How to reach AWS, or what stands in for it locally: the part of an SDK client's settings. */
export interface AwsAccess {
  /** Undefined: by AWS's own chain (environment, shared configuration). */
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoints: {
    readonly dynamodb?: string;
    readonly secretsManager?: string;
    readonly cloudwatchLogs?: string;
  };
  /** A way to AWS for one client; undefined: the SDK's own, for what runs on this machine. */
  readonly newTransport?: () => Promise<AwsTransport>;
  /** Gets a note if AWS takes long. */
  readonly terminal?: Terminal;
}

/** One running Latchkey: a deployed stage, or the local run. */
export interface Deployment {
  /** As it is called in messages: `stage prod`, `the local run`. */
  readonly name: string;
  /** Whether it is the local run, whose settings are environment variables and not flags of CDK. */
  readonly isLocal: boolean;
  /** The stack's outputs. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Address before `/manage/v1`. */
  readonly apiUrl: string;
  readonly aws: AwsAccess;
  /** Where its access log is kept, if it is not in CloudWatch. */
  readonly accessLogFile?: string;
}

/** @throws CliError if the stack is older than this program */
export function outputOf({ outputs, name }: Deployment, output: string): string {
  const value = outputs.get(output);
  if (value === undefined) {
    throw new CliError("misuse", `The stack of ${name} has no output ${output}: deploy it anew.`);
  }
  return value;
}

/** The settings of an SDK client for one service of a deployment. */
export async function clientSettings({ aws }: Deployment, service: keyof AwsAccess["endpoints"]) {
  const endpoint = aws.endpoints[service];
  return {
    ...(aws.region === undefined ? {} : { region: aws.region }),
    ...(aws.credentials === undefined ? {} : { credentials: aws.credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(await aws.newTransport?.()),
  };
}
