import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment } from "../deployment/deployment.ts";

/**
 * The owner of the AWS credentials, for the audit trail. Needs no permission.
 *
 * @returns undefined on the local run, whose credentials are nobody's
 * @throws CliError if AWS cannot be reached
 */
export async function callerArn(deployment: Deployment): Promise<string | undefined> {
  if (deployment.isLocal) return undefined;
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const client = new STSClient(await clientSettings(deployment, "sts"));
  try {
    const { Arn } = await callingAws(deployment.aws, "ask who you are", () =>
      client.send(new GetCallerIdentityCommand({})),
    );
    return Arn;
  } finally {
    client.destroy();
  }
}
