import { StartError } from "../start-error.ts";

/** The values that the intrinsic functions of one template refer to. */
export interface Scope {
  /** Value of `Ref` for a parameter, a pseudo parameter or a resource. */
  ref(name: string): unknown;
  /** Value of `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
}

/** Stands for `AWS::NoValue`: the property that has it is left out. */
export const noValue = Symbol("AWS::NoValue");

/**
 * Evaluates the intrinsic functions in a value, as CloudFormation would.
 *
 * @throws StartError for a function that is not implemented here, rather than to pass it on as if
 *   it were data.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  }
  if (!isRecord(value)) return value;
  const call = functionCall(value);
  return call ? evaluateCall(call, scope) : evaluateProperties(value, scope);
}

/** Evaluates what has to be text; numbers and booleans are written out as CloudFormation does. */
export function evaluateText(value: unknown, scope: Scope): string {
  const result = evaluate(value, scope);
  if (typeof result === "string") return result;
  if (typeof result === "number" || typeof result === "boolean") return String(result);
  throw new StartError(`The template has ${JSON.stringify(value)} where text is needed.`);
}

interface Call {
  readonly name: string;
  readonly argument: unknown;
}

function functionCall(value: Record<string, unknown>): Call | undefined {
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  // An IAM statement has a `Condition` too, but there it is no name.
  const isCondition = name === "Condition" && typeof value[name] === "string";
  const isCall = name === "Ref" || isCondition || name.startsWith("Fn::");
  return isCall ? { name, argument: value[name] } : undefined;
}

function evaluateProperties(value: Record<string, unknown>, scope: Scope): Record<string, unknown> {
  const entries = Object.entries(value)
    .map(([key, item]) => [key, evaluate(item, scope)] as const)
    .filter(([, item]) => item !== noValue);
  return Object.fromEntries(entries);
}

function evaluateCall({ name, argument }: Call, scope: Scope): unknown {
  switch (name) {
    case "Ref":
      return scope.ref(textOf(argument, name));
    case "Condition":
      return scope.condition(textOf(argument, name));
    case "Fn::GetAtt":
      return getAttribute(argument, scope);
    case "Fn::Join": {
      const [separator, items] = listOf(argument, name, scope);
      return listOf(items, name, scope)
        .map((item) => evaluateText(item, scope))
        .join(evaluateText(separator, scope));
    }
    case "Fn::Split": {
      const [separator, text] = listOf(argument, name, scope);
      return evaluateText(text, scope).split(evaluateText(separator, scope));
    }
    case "Fn::Select":
      return select(listOf(argument, name, scope), scope);
    case "Fn::Sub":
      return substitute(argument, scope);
    case "Fn::FindInMap": {
      const [map, first, second] = listOf(argument, name, scope).map((item) =>
        evaluateText(item, scope),
      );
      return scope.mapping(map ?? "", first ?? "", second ?? "");
    }
    case "Fn::If": {
      const [condition, then, otherwise] = listOf(argument, name, scope, { evaluated: false });
      return evaluate(scope.condition(textOf(condition, name)) ? then : otherwise, scope);
    }
    case "Fn::Equals": {
      const [left, right] = listOf(argument, name, scope);
      return evaluateText(left, scope) === evaluateText(right, scope);
    }
    case "Fn::Not":
      return listOf(argument, name, scope)[0] !== true;
    case "Fn::And":
      return listOf(argument, name, scope).every((item) => item === true);
    case "Fn::Or":
      return listOf(argument, name, scope).some((item) => item === true);
    default:
      throw new StartError(
        `The template uses ${name}, which the local gateway does not implement (packages/cfn-local/template/intrinsics.ts).`,
      );
  }
}

function getAttribute(argument: unknown, scope: Scope): unknown {
  if (typeof argument === "string") {
    const dot = argument.indexOf(".");
    return scope.attribute(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [logicalId, attribute] = listOf(argument, "Fn::GetAtt", scope);
  return scope.attribute(textOf(logicalId, "Fn::GetAtt"), evaluateText(attribute, scope));
}

function select([index, items]: readonly unknown[], scope: Scope): unknown {
  const list = listOf(items, "Fn::Select", scope);
  const position = Number(evaluateText(index, scope));
  if (!Number.isInteger(position) || position < 0 || position >= list.length) {
    throw new StartError(`The template selects element ${position} of a list of ${list.length}.`);
  }
  return list[position];
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, own] = typeof argument === "string" ? [argument, {}] : subArguments(argument, scope);
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (Object.hasOwn(own, name)) return evaluateText(own[name], scope);
    const dot = name.indexOf(".");
    const value =
      dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return evaluateText(value, scope);
  });
}

function subArguments(argument: unknown, scope: Scope): [string, Record<string, unknown>] {
  const [text, own] = listOf(argument, "Fn::Sub", scope);
  if (typeof text !== "string" || !isRecord(own)) {
    throw new StartError("The template has an Fn::Sub whose arguments are not [text, map].");
  }
  return [text, own];
}

function listOf(
  argument: unknown,
  name: string,
  scope: Scope,
  { evaluated = true }: { evaluated?: boolean } = {},
): unknown[] {
  const list = evaluated ? evaluate(argument, scope) : argument;
  if (!Array.isArray(list)) throw new StartError(`The template has a ${name} without a list.`);
  return list;
}

function textOf(argument: unknown, name: string): string {
  if (typeof argument !== "string") {
    throw new StartError(`The template has a ${name} whose argument is not a name.`);
  }
  return argument;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
