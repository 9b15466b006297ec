import { parse } from "velocityjs";
import { StartError } from "../start-error.ts";
import { authorizerVariable, isContextVariable } from "./mapping.ts";

/** `header` is for any header, and `status` for the response's status. */
const overridable = /^responseOverride\.(status|header\.[A-Za-z0-9-]+)$/;

/**
 * Checks a mapping template of the Velocity Template Language: text, `#if`, `#set` of
 * `$context.responseOverride` and `$context` variables. One with more is refused, not half rendered.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
 */
export function checkVelocity(template: string, where: string): string {
  for (const node of nodesOf(template, where)) checkNode(node, where);
  return template;
}

/** The `$context` variables that a template reads: `authorizer.plan`, `requestId`. */
export function variablesIn(template: string): string[] {
  return [...nodesOf(template, "the template")].flatMap((node) => {
    const name = variableName(node);
    return name === undefined || overridable.test(name) ? [] : [name];
  });
}

function checkNode(node: VelocityNode, where: string): void {
  if (!supported.has(node.type)) {
    throw new StartError(`${where} has a template with #${node.type}, which is not supported.`);
  }
  if (node.type === "set") {
    const [target] = listOf(node.equal);
    const name = isNode(target) ? variableName(target) : undefined;
    if (name !== undefined && overridable.test(name)) return;
    throw new StartError(`${where} sets something other than $context.responseOverride.`);
  }
  if (node.type !== "references") return;
  const name = variableName(node);
  if (name === undefined) {
    throw new StartError(`${where} has a template with more than $context variables in it.`);
  }
  const isKnown = isContextVariable(name) || authorizerVariable(name) !== undefined;
  if (isKnown || overridable.test(name)) return;
  throw new StartError(`${where} uses $context.${name}, which the local gateway does not know.`);
}

/** The types of nodes whose meaning is the same on AWS. A text is no node. */
const supported = new Set([
  ...["references", "property", "set", "if", "elseif", "else", "end", "comment"],
  ...["math", "string", "integer", "decimal", "bool"],
]);

interface VelocityNode {
  readonly type: string;
  readonly [property: string]: unknown;
}

/** @throws StartError if the template does not parse */
function* nodesOf(template: string, where: string): Generator<VelocityNode> {
  for (const node of nodesWithin(parsed(template, where))) {
    yield node;
    // A text in double quotes is a template in itself.
    if (node.type === "string" && node.isEval === true && /[$#]/.test(String(node.value))) {
      yield* nodesOf(String(node.value), where);
    }
  }
}

function parsed(template: string, where: string): unknown {
  try {
    return parse(template);
  } catch {
    throw new StartError(`${where} has a template that is not valid Velocity.`);
  }
}

function* nodesWithin(value: unknown): Generator<VelocityNode> {
  if (isNode(value)) yield value;
  if (typeof value !== "object" || value === null) return;
  for (const part of Object.values(value)) yield* nodesWithin(part);
}

/** @returns undefined for anything but `$context.a.b` */
function variableName(node: VelocityNode): string | undefined {
  if (node.type !== "references" || node.id !== "context") return undefined;
  const path = listOf(node.path).filter(isNode);
  const isPlain = path.length > 0 && path.every(({ type }) => type === "property");
  return isPlain ? path.map(({ id }) => String(id)).join(".") : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNode(value: unknown): value is VelocityNode {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"
  );
}
