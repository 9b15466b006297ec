import { CliError } from "../exit-code.ts";
import { createAwsTransport } from "../network/aws-transport.ts";
import type { Terminal } from "../terminal.ts";
import { callingAws } from "./aws-fault.ts";
import type { AwsAccess, Deployment } from "./deployment.ts";

const stageGrammar = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Finds a deployed stage by the outputs of its stack. They contain all addresses and names, so nothing
 * has to be configured here. Needs `cloudformation:DescribeStacks`.
 *
 * @throws CliError if there is no such stack, or AWS cannot be reached
 */
export async function findStage(
  stage: string,
  environment: NodeJS.ProcessEnv,
  terminal: Terminal,
): Promise<Deployment> {
  if (!stageGrammar.test(stage))
    throw new CliError("misuse", "Invalid --stage. Expected a name such as dev or prod.");
  const aws = { endpoints: {}, newTransport: () => createAwsTransport(environment), terminal };
  const outputs = await readOutputs(`Latchkey-${stage}`, aws);
  const apiUrl = outputs.get("ManagementApiUrl");
  if (apiUrl === undefined) {
    throw new CliError(
      "misuse",
      `The stack Latchkey-${stage} has no output ManagementApiUrl. Deploy it again.`,
    );
  }
  return { name: `stage ${stage}`, isLocal: false, outputs, apiUrl, aws };
}

async function readOutputs(
  stackName: string,
  aws: AwsAccess,
): Promise<ReadonlyMap<string, string>> {
  // Loaded on demand: it would double the start-up time of every command.
  const { CloudFormationClient, DescribeStacksCommand } = await import(
    "@aws-sdk/client-cloudformation"
  );
  return callingAws(aws, `read the stack ${stackName}`, async () => {
    const client = new CloudFormationClient({ ...(await aws.newTransport?.()) });
    try {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      const outputs = Stacks?.[0]?.Outputs ?? [];
      return new Map(outputs.map((output) => [output.OutputKey ?? "", output.OutputValue ?? ""]));
    } catch (error) {
      // CloudFormation has no specific error for this.
      if (error instanceof Error && /does not exist/.test(error.message)) {
        const region = await client.config.region();
        throw new CliError(
          "misuse",
          `There is no stack ${stackName} in ${region}. Check --stage, AWS_REGION and AWS_PROFILE.`,
        );
      }
      throw error;
    } finally {
      client.destroy();
    }
  });
}
