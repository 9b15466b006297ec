import type { Terminal } from "../terminal.ts";
import { compareResources, wordsOfChanges } from "./compare.ts";
import type { StackPort } from "./stack-port.ts";
import type { Template } from "./template.ts";

/** A stack beside the stage's own, for what CloudFront takes from us-east-1 alone. */
export interface OtherStack {
  readonly name: string;
  readonly region: string;
  readonly stack: Pick<StackPort, "read" | "findDrift" | "close">;
  /** Undefined if the stage has no such stack any more. */
  readonly next: Template | undefined;
}

/** Shows what would change in a stack that holds nothing which cannot be made again. */
export async function describeOther(other: OtherStack, terminal: Terminal): Promise<void> {
  const { name, region, stack, next } = other;
  const deployed = await stack.read();
  if (!next) {
    if (deployed) terminal.print(wordsOfFormer(name, region));
    return;
  }
  if (!deployed) {
    terminal.print(`Stack ${name} in ${region}: everything is new.`);
    return;
  }
  const changes = wordsOfChanges(compareResources(deployed.template, next));
  const shown = changes.length === 0 ? ["nothing would change"] : changes;
  terminal.print(shown.map((line) => `Stack ${name} in ${region}: ${line}`).join("\n"));
}

function wordsOfFormer(name: string, region: string): string {
  return `Stack ${name} in ${region} is no longer used. After the deployment: aws cloudformation delete-stack --region ${region} --stack-name ${name}`;
}

/** A stack of an assembly. */
export interface SynthesisedStack {
  readonly stackName: string;
  readonly region: string;
  readonly template: Template;
}

/** A stage in that region needs no other stack. */
const edgeRegion = "us-east-1";

/** Names that a stage's other stack has, or had in earlier versions. */
const suffixes = ["edge", "certificate"];

/** The stacks that there will be, and those that there may be from a deployment before. */
export function othersOf(
  stackName: string,
  region: string,
  others: readonly SynthesisedStack[],
): Omit<OtherStack, "stack">[] {
  const next = others.map((other) => ({
    name: other.stackName,
    region: other.region,
    next: other.template,
  }));
  if (region === edgeRegion) return next;
  const former = suffixes
    .map((suffix) => `${stackName}-${suffix}`)
    .filter((name) => !next.some((other) => other.name === name))
    .map((name) => ({ name, region: edgeRegion, next: undefined }));
  return [...next, ...former];
}
