import { CliError } from "../exit-code.ts";
import { callingAws } from "./aws-fault.ts";
import type { Deployment } from "./deployment.ts";

const stageGrammar = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * A deployed stage, by the outputs of its stack: the one place that knows addresses and names, so
 * nothing has to be configured here. Needs `cloudformation:DescribeStacks`.
 *
 * @throws CliError where there is no such stack, or AWS is out of reach
 */
export async function findStage(stage: string): Promise<Deployment> {
  if (!stageGrammar.test(stage)) throw new CliError("misuse", "--stage: dev or prod, for example");
  const outputs = await readOutputs(`Latchkey-${stage}`);
  const apiUrl = outputs.get("ManagementApiUrl");
  if (apiUrl === undefined) {
    throw new CliError("misuse", `The stack Latchkey-${stage} has no output ManagementApiUrl.`);
  }
  return { name: `stage ${stage}`, isLocal: false, outputs, apiUrl, aws: { endpoints: {} } };
}

async function readOutputs(stackName: string): Promise<ReadonlyMap<string, string>> {
  // Loaded on demand: it would double the start of every command.
  const { CloudFormationClient, DescribeStacksCommand } = await import(
    "@aws-sdk/client-cloudformation"
  );
  return callingAws(`read the stack ${stackName}`, async () => {
    const client = new CloudFormationClient({});
    try {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
      const outputs = Stacks?.[0]?.Outputs ?? [];
      return new Map(outputs.map((output) => [output.OutputKey ?? "", output.OutputValue ?? ""]));
    } catch (error) {
      // CloudFormation has no error of its own for this.
      if (error instanceof Error && /does not exist/.test(error.message)) {
        const region = await client.config.region();
        throw new CliError("misuse", `There is no stack ${stackName} in ${region}.`);
      }
      throw error;
    } finally {
      client.destroy();
    }
  });
}
