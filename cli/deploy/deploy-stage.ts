import { confirmOrRefuse } from "../commands/confirm.ts";
import { CliError } from "../exit-code.ts";
import type { SmokeReport } from "../smoke/run.ts";
import type { Terminal } from "../terminal.ts";
import { compareResources, wordsOfChanges } from "./compare.ts";
import { findLosses, type Loss, type ProtectedThing } from "./losses.ts";
import { nextSteps, stageFacts } from "./next-steps.ts";
import { describeOther, type OtherStack } from "./other-stacks.ts";
import { settingChanges } from "./setting-changes.ts";
import { stackPolicy } from "./stack-policy.ts";
import {
  type DeployedStack,
  isUnfinished,
  refuseOtherAccount,
  type StackPort,
} from "./stack-port.ts";
import { statefulIds, type Template } from "./template.ts";

export interface DeployParts {
  readonly stage: string;
  readonly stack: StackPort;
  readonly next: Template;
  /** They hold nothing that could be lost, and are shown alone. */
  readonly others: readonly OtherStack[];
  readonly terminal: Terminal;
  /** Finds other regions with a stack of the same name. */
  readonly findElsewhere: () => Promise<readonly string[]>;
  /** @returns the exit code of `cdk deploy` */
  readonly runCdk: () => Promise<number>;
  /** @param url undefined: the stack's own */
  readonly smoke: (url: string | undefined) => Promise<SmokeReport>;
}

export interface DeployOptions {
  readonly allowed: readonly ProtectedThing[];
  readonly isConfirmed: boolean;
  /** Whether the differences are shown and nothing is deployed. */
  readonly isDiff: boolean;
  readonly hasSmoke: boolean;
}

/**
 * Shows what would change, refuses what would lose something, asks, deploys, tests and says what is next.
 *
 * @throws CliError if it is refused, not confirmed, or fails
 */
export async function deployStage(parts: DeployParts, options: DeployOptions): Promise<void> {
  const { stack, next, terminal, stage } = parts;
  const { deletionProtection, account, region } = pinnedFacts(next, stage);
  const deployed = await readDeployed(parts, options.isDiff, account);
  const losses = deployed
    ? describe(deployed.template, next, terminal)
    : await describeFirst(parts, region);
  for (const other of parts.others) await describeOther(other, terminal);
  refuseLosses(losses, options.allowed);
  if (options.isDiff) return;
  if (!options.isConfirmed) await confirmOrRefuse(`Deploy ${stage}?`, terminal);
  if (deployed && deletionProtection) {
    const allowed = losses.flatMap(({ id }) => (id === undefined ? [] : [id]));
    await stack.setPolicy(stackPolicy(deployed.template, allowed));
  } else if (deployed && wasProtected(deployed)) {
    await stack.setPolicy(stackPolicy(deployed.template, statefulIds(deployed.template)));
  }
  const exitCode = await parts.runCdk();
  const after = await stack.read();
  if (after && deletionProtection && !isUnfinished(after.status)) {
    await stack.setPolicy(stackPolicy(after.template));
  }
  if (exitCode !== 0 || !after) {
    throw new CliError("refused", `cdk deploy ended with ${exitCode}. What it said is above.`);
  }
  await test(parts, options, after);
}

function pinnedFacts(next: Template, stage: string) {
  const facts = stageFacts(next);
  if (facts.deletionProtection && facts.account === undefined) {
    throw new CliError(
      "misuse",
      `latchkey.config.ts: stages.${stage}.account is missing: a stage that keeps its data is deployed to a pinned account only.`,
    );
  }
  return facts;
}

/** The stack, unless its first deployment failed: then there is nothing to compare or to keep. */
async function readDeployed(
  { stack, terminal, stage }: DeployParts,
  isDiff: boolean,
  pinned: string | undefined,
): Promise<DeployedStack | undefined> {
  const found = await stack.read();
  if (!found) return undefined;
  const { status, isProtected } = found;
  refuseOtherAccount(found, stage, pinned);
  if (status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS") {
    throw new CliError(
      "refused",
      `The stack of ${stage} is being changed (${status}). Wait for it.`,
    );
  }
  if (!isUnfinished(status)) return found;
  if (isProtected && !isDiff) {
    terminal.note(
      `The first deployment of ${stage} failed (${status}): it is deleted and made anew.`,
    );
    await stack.unprotect();
  }
  return undefined;
}

/** Its policy is still in force, and would refuse what a stage that keeps nothing may do. */
function wasProtected({ template }: DeployedStack): boolean {
  return template.Metadata?.Latchkey?.settings.deletionProtection === true;
}

/** A region that was changed looks like a first deployment. */
async function describeFirst(
  { stage, terminal, findElsewhere }: DeployParts,
  region: string,
): Promise<readonly Loss[]> {
  terminal.print(`There is no stack of ${stage} in ${region} yet: everything is new.`);
  const elsewhere = await findElsewhere();
  const losses = elsewhere.map((other): Loss => {
    const words = `${stage} is deployed in ${other}, and would get an empty table, new secrets and other addresses in ${region}`;
    return { thing: "region", words };
  });
  for (const { thing, words } of losses) terminal.print(`LOSS of ${thing}: ${words}`);
  return losses;
}

function describe(deployed: Template, next: Template, terminal: Terminal): readonly Loss[] {
  const changes = compareResources(deployed, next);
  const losses = findLosses(deployed, next, changes);
  const lines = [
    ...losses.map(({ thing, words }) => `LOSS of ${thing}: ${words}`),
    ...settingChanges(deployed, next),
    ...wordsOfChanges(changes),
  ];
  terminal.print(lines.length === 0 ? "Nothing would change." : lines.join("\n"));
  return losses;
}

function refuseLosses(losses: readonly Loss[], allowed: readonly ProtectedThing[]): void {
  const refused = [...new Set(losses.map(({ thing }) => thing))].filter(
    (thing) => !allowed.includes(thing),
  );
  if (refused.length === 0) return;
  const flags = refused.map((thing) => `--allow-${thing}`).join(" ");
  throw new CliError(
    "refused",
    `This would drop what the deployed stack has (${refused.join(", ")}). Restore the setting, or pass ${flags}. Nothing was changed.`,
  );
}

async function test(
  { stage, next, terminal, smoke }: DeployParts,
  { hasSmoke }: DeployOptions,
  { outputs }: DeployedStack,
): Promise<void> {
  const facts = stageFacts(next);
  terminal.print(nextSteps(stage, outputs, facts).join("\n"));
  if (!hasSmoke) return;
  const { customDomain } = facts;
  const host = outputs.get("DistributionDomainName");
  // A name without records of ours may not lead here yet.
  const isReached = !customDomain || customDomain.hostedZone !== undefined || host === undefined;
  const report = await smoke(isReached ? undefined : `https://${host}`);
  const failed = report.checks.filter(({ outcome }) => outcome === "failed");
  terminal.print(
    [
      `Smoke test: ${report.passed} passed, ${report.failed} failed, ${report.skipped} skipped`,
      ...failed.map(({ name, faults }) => `✗ ${name}: ${faults.join("; ")}`),
    ].join("\n"),
  );
  if (failed.length > 0) {
    throw new CliError(
      "refused",
      `Deployed, but ${failed.length} checks of the smoke test failed.`,
    );
  }
}
