import { CliError } from "../exit-code.ts";
import type { AwsTransport } from "../network/aws-transport.ts";
import type { Terminal } from "../terminal.ts";

/** SDK client settings that reach AWS, or its local replacement. */
export interface AwsAccess {
  /** Default: AWS's own chain (environment, shared configuration). */
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly endpoints: {
    readonly dynamodb?: string;
    readonly secretsManager?: string;
    readonly cloudwatchLogs?: string;
    readonly sqs?: string;
    readonly sts?: string;
  };
  /** Creates the transport for one client. Default: the SDK's own, for local endpoints. */
  readonly newTransport?: () => Promise<AwsTransport>;
  /** Gets a note if AWS takes long. */
  readonly terminal?: Terminal;
}

/** One running Latchkey: a deployed stage, or the local run. */
export interface Deployment {
  /** The name in messages: `stage prod`, `the local run`. */
  readonly name: string;
  /** Whether it is the local run, which is configured by environment variables, not CDK flags. */
  readonly isLocal: boolean;
  /** The stack's outputs. */
  readonly outputs: ReadonlyMap<string, string>;
  /** The address up to `/manage/v1`. */
  readonly apiUrl: string;
  readonly aws: AwsAccess;
  /** The path of the access log, if it is not in CloudWatch. */
  readonly accessLogFile?: string;
}

/** @throws CliError if the stack is older than this program */
export function outputOf({ outputs, name }: Deployment, output: string): string {
  const value = outputs.get(output);
  if (value === undefined) {
    throw new CliError(
      "misuse",
      `The stack of ${name} has no output ${output}. An older version deployed it: deploy it again.`,
    );
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
