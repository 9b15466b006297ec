import { setTimeout } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../command-context.ts";
import { deployStage } from "../deploy/deploy-stage.ts";
import { regionsWithStack } from "../deploy/elsewhere.ts";
import { meaningOf, protectedThings } from "../deploy/losses.ts";
import { stageFacts } from "../deploy/next-steps.ts";
import { type OtherStack, othersOf, type SynthesisedStack } from "../deploy/other-stacks.ts";
import { openStack, refuseOtherAccount, type StackPort } from "../deploy/stack-port.ts";
import type { Template } from "../deploy/template.ts";
import { CliError } from "../exit-code.ts";
import { defaultSmokeAccount, smoke } from "./smoke.ts";

/** An assembly that is ready to be deployed. */
export interface Synthesised {
  readonly stage: string;
  readonly stackName: string;
  readonly template: Template;
  /** The app's stacks besides that one. */
  readonly others: readonly SynthesisedStack[];
}

export interface DeployTools {
  /** @throws Error in one line if the configuration or the template is at fault */
  synthesise(stage: string | undefined, flags: Flags): Promise<Synthesised>;
  /** Deploys what was synthesised last. @returns the exit code */
  runCdk(): Promise<number>;
}

type Flags = Readonly<Record<string, string>>;

interface StageFlags {
  readonly stage?: string;
  readonly context?: Flags;
}

interface DeployFlags extends StageFlags {
  readonly yes?: boolean;
  readonly diff?: boolean;
  readonly smoke: boolean;
}

const smokeSamples = 50;

const afterHelp = `
A stage that keeps its data needs an account in latchkey.config.ts. The stack policy of such a stage lets
CloudFormation replace or delete nothing that holds state, unless --allow-… says so.

Exit codes: 0 deployed, 1 refused, not confirmed or failed, 2 usage or configuration, 3 AWS or the
deployment did not respond.`;

/** `npm run deploy` and `npm run drift`. */
export function deployProgram(context: CommandContext, tools: DeployTools): Command {
  return new Command("deployment")
    .addCommand(deployCommand(context, tools))
    .addCommand(driftCommand(context, tools));
}

function deployCommand(context: CommandContext, tools: DeployTools): Command {
  const command = withStageFlags(
    new Command("deploy")
      .configureHelp(usageOf("deploy"))
      .description("show what would change, ask, deploy, and test the result"),
  )
    .option("--diff", "show what would change, and deploy nothing")
    .option("--yes", "do not ask")
    .option("--no-smoke", "leave out the smoke test");
  for (const thing of protectedThings) {
    command.option(`--allow-${thing}`, `deploy even if that loses: ${meaningOf[thing]}`);
  }
  return command.addHelpText("after", afterHelp).action(async (flags: DeployFlags) => {
    const allowed = protectedThings.filter((thing) => command.opts()[allowFlag(thing)] === true);
    const { stage, template, stack, others, findElsewhere, close } = await open(
      flags,
      context,
      tools,
    );
    try {
      await deployStage(
        {
          stage,
          stack,
          next: template,
          others,
          terminal: context.terminal,
          findElsewhere,
          runCdk: tools.runCdk,
          smoke: (url) =>
            smoke({ stage, url, account: defaultSmokeAccount, samples: smokeSamples }, context),
        },
        {
          allowed,
          isConfirmed: flags.yes === true,
          isDiff: flags.diff === true,
          hasSmoke: flags.smoke,
        },
      );
    } finally {
      close();
    }
  });
}

function driftCommand(context: CommandContext, tools: DeployTools): Command {
  return withStageFlags(
    new Command("drift")
      .configureHelp(usageOf("drift"))
      .description("find what was changed in a deployed stack by hand"),
  ).action(async (flags: StageFlags) => {
    const { stack, stage, template, others, close } = await open(flags, context, tools);
    try {
      const deployed = await stack.read();
      if (!deployed) throw new CliError("refused", `There is no stack of ${stage}.`);
      refuseOtherAccount(deployed, stage, stageFacts(template).account);
      const drifts = await stack.findDrift();
      for (const other of others.filter(({ next }) => next)) {
        drifts.push(...(await other.stack.findDrift()));
      }
      for (const { id, type, status, properties } of drifts) {
        const paths = properties.length === 0 ? "" : ` (${properties.join(", ")})`;
        context.terminal.print(`${status.toLowerCase()}: ${type} ${id}${paths}`);
      }
      if (drifts.length > 0) {
        throw new CliError("refused", `${drifts.length} resources of ${stage} differ.`);
      }
      context.terminal.print(`${stage} is as its template says.`);
    } finally {
      close();
    }
  });
}

/** They are scripts of the project, not commands of the CLI. */
function usageOf(script: string) {
  return { commandUsage: () => `npm run ${script} -- [options]` };
}

function withStageFlags(command: Command): Command {
  return command
    .option("--stage <stage>", "stage of latchkey.config.ts (default: dev, or the only one)")
    .option("-c, --context <name=value>", "override a setting for once", pair);
}

interface Opened extends Pick<Synthesised, "stage" | "template"> {
  readonly stack: StackPort;
  readonly others: readonly OtherStack[];
  readonly findElsewhere: () => Promise<readonly string[]>;
  close(): void;
}

async function open(
  flags: StageFlags,
  context: CommandContext,
  tools: DeployTools,
): Promise<Opened> {
  const { stage: stageFlag, ...overrides } = flags.context ?? {};
  const synthesised = await synthesise(flags.stage ?? stageFlag, overrides, tools);
  const { environment, terminal } = context;
  const { region } = stageFacts(synthesised.template);
  // The SDK of the smoke test goes by it; the stage's region is pinned.
  environment.AWS_REGION = region;
  const { stage, stackName, template } = synthesised;
  const openOne = (name: string, where: string) =>
    openStack({ name, region: where, environment, terminal, wait: setTimeout });
  const stack = await openOne(stackName, region);
  const others = await Promise.all(
    othersOf(stackName, region, synthesised.others).map(async (other) => ({
      ...other,
      stack: await openOne(other.name, other.region),
    })),
  );
  const close = () => {
    for (const one of [stack, ...others.map((other) => other.stack)]) one.close();
  };
  const findElsewhere = () => regionsWithStack(stackName, region, environment);
  return { stage, template, stack, others, findElsewhere, close };
}

async function synthesise(
  stage: string | undefined,
  overrides: Flags,
  tools: DeployTools,
): Promise<Synthesised> {
  try {
    return await tools.synthesise(stage, overrides);
  } catch (error) {
    throw new CliError("misuse", error instanceof Error ? error.message : String(error));
  }
}

/** `allow-table` as commander names it: `allowTable`. */
function allowFlag(thing: string): string {
  return `allow${thing.charAt(0).toUpperCase()}${thing.slice(1)}`;
}

function pair(text: string, before: Flags = {}): Flags {
  const end = text.indexOf("=");
  if (end < 1) throw new InvalidArgumentError("It must be like region=eu-central-1.");
  return { ...before, [text.slice(0, end)]: text.slice(end + 1) };
}
