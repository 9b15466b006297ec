import type {
  CloudFormationClient,
  DescribeStacksCommandOutput,
  Stack,
} from "@aws-sdk/client-cloudformation";
import { callingAws } from "../deployment/aws-fault.ts";
import { CliError } from "../exit-code.ts";
import { createAwsTransport } from "../network/aws-transport.ts";
import type { Terminal } from "../terminal.ts";
import { parseTemplate, type Template } from "./template.ts";

export interface DeployedStack {
  /** As CloudFormation spells it: `UPDATE_COMPLETE`. */
  readonly status: string;
  /** The account that the credentials belong to. */
  readonly account: string;
  readonly isProtected: boolean;
  readonly template: Template;
  readonly outputs: ReadonlyMap<string, string>;
}

/** Whether the first deployment failed, so that the stack has no data. */
export function isUnfinished(status: string): boolean {
  return ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "REVIEW_IN_PROGRESS"].includes(status);
}

/** @throws CliError if the credentials are for another account than the pinned one */
export function refuseOtherAccount(
  { account }: DeployedStack,
  stage: string,
  pinned: string | undefined,
): void {
  if (pinned === undefined || account === pinned) return;
  const rule = `Your AWS credentials are for account ${account}, and ${stage} is pinned to ${pinned}.`;
  throw new CliError("misuse", `${rule} Nothing was changed.`);
}

export interface Drift {
  readonly id: string;
  readonly type: string;
  /** `MODIFIED` or `DELETED` */
  readonly status: string;
  /** The paths of the properties that differ. */
  readonly properties: readonly string[];
}

/** A deployment's calls of CloudFormation besides the CDK's. */
export interface StackPort {
  /** @returns undefined if there is no such stack */
  read(): Promise<DeployedStack | undefined>;
  setPolicy(policy: string): Promise<void>;
  /** Lets the stack be deleted, which takes only a failed first deployment. */
  unprotect(): Promise<void>;
  /** Compares what is there with the template. It takes a minute or more. */
  findDrift(): Promise<Drift[]>;
  close(): void;
}

export interface StackPortOptions {
  readonly name: string;
  readonly region: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  readonly wait: (ms: number) => Promise<unknown>;
}

const pollMs = 3_000;
const mostPolls = 200;

export async function openStack(options: StackPortOptions): Promise<StackPort> {
  const { name, region, terminal, wait } = options;
  const sdk = await import("@aws-sdk/client-cloudformation");
  const client: CloudFormationClient = new sdk.CloudFormationClient({
    region,
    ...(await createAwsTransport(options.environment)),
  });
  const calling = <T>(doing: string, calls: () => Promise<T>) =>
    callingAws({ terminal }, `${doing} ${name} in ${region}`, calls);
  const StackName = name;
  return {
    read: () =>
      calling("read the stack", async () => {
        const stack = await describe(() =>
          client.send(new sdk.DescribeStacksCommand({ StackName })),
        );
        if (!stack) return undefined;
        const { TemplateBody = "" } = await client.send(
          new sdk.GetTemplateCommand({ StackName, TemplateStage: "Original" }),
        );
        return {
          status: stack.StackStatus ?? "",
          account: accountOf(stack.StackId),
          isProtected: stack.EnableTerminationProtection ?? false,
          template: parseTemplate(TemplateBody),
          outputs: new Map(
            (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [
              OutputKey,
              OutputValue,
            ]),
          ),
        };
      }),
    setPolicy: (StackPolicyBody) =>
      calling("set the policy of", async () => {
        await client.send(new sdk.SetStackPolicyCommand({ StackName, StackPolicyBody }));
      }),
    unprotect: () =>
      calling("lift the termination protection of", async () => {
        const EnableTerminationProtection = false;
        await client.send(
          new sdk.UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }),
        );
      }),
    findDrift: () =>
      calling("compare with its template the stack", async () => {
        const detection = await client.send(new sdk.DetectStackDriftCommand({ StackName }));
        const { StackDriftDetectionId } = detection;
        for (let poll = 0; poll < mostPolls; poll++) {
          const state = await client.send(
            new sdk.DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
          );
          if (state.DetectionStatus === "DETECTION_COMPLETE") return listDrifts();
          if (state.DetectionStatus === "DETECTION_FAILED") {
            throw new CliError("refused", `Drift: ${state.DetectionStatusReason ?? "failed"}`);
          }
          await wait(pollMs);
        }
        throw new CliError("unreachable", "CloudFormation did not finish looking for drift.");
      }),
    close: () => client.destroy(),
  };

  async function listDrifts(): Promise<Drift[]> {
    const drifts: Drift[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new sdk.DescribeStackResourceDriftsCommand({
          StackName,
          StackResourceDriftStatusFilters: ["MODIFIED", "DELETED"],
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      for (const drift of page.StackResourceDrifts ?? []) {
        drifts.push({
          id: drift.LogicalResourceId ?? "",
          type: drift.ResourceType ?? "",
          status: drift.StackResourceDriftStatus ?? "",
          properties: (drift.PropertyDifferences ?? []).map((each) => each.PropertyPath ?? ""),
        });
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return drifts;
  }
}

/** `arn:aws:cloudformation:<region>:<account>:stack/…` */
function accountOf(stackId = ""): string {
  return stackId.split(":")[4] ?? "";
}

/** CloudFormation has no specific error for a stack that there is none of. */
async function describe(
  call: () => Promise<DescribeStacksCommandOutput>,
): Promise<Stack | undefined> {
  try {
    return (await call()).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
