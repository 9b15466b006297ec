import { Compile, parse } from "velocityjs";
import { authorizerVariable, isContextVariable } from "../template/mapping.ts";
import { variablesIn } from "../template/velocity.ts";
import { authorizerValue, type ContextSource, variableValue } from "./context-variables.ts";

export interface Rendered {
  readonly text: string;
  /** What the template set of `$context.responseOverride`. */
  readonly status: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Renders a mapping template. What has no value is an empty text; on AWS that is not documented, so a
 * template should not depend on it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function renderVelocity(template: string, source: ContextSource): Rendered {
  // A document of many kilobytes without a reference or directive in it needs no parser.
  if (!/[$#]/.test(template)) return { text: template, status: undefined, headers: {} };
  const { tree, variables } = compiled(template);
  const override: { status?: unknown; header: Record<string, unknown> } = { header: {} };
  const context = { ...valuesOf(variables, source), responseOverride: override };
  const text = new Compile(tree).render({ context });
  const { status } = override;
  return {
    text,
    status: status === undefined ? undefined : String(status),
    headers: Object.fromEntries(
      Object.entries(override.header).map(([name, value]) => [name, String(value)]),
    ),
  };
}

interface Compiled {
  readonly tree: ReturnType<typeof parse>;
  readonly variables: readonly string[];
}

const cache = new Map<string, Compiled>();

function compiled(template: string): Compiled {
  const known = cache.get(template);
  if (known) return known;
  const made = { tree: parse(template), variables: variablesIn(template) };
  cache.set(template, made);
  return made;
}

type Nested = { [name: string]: string | Nested };

/** The values of `identity.sourceIp` and the like, as objects within each other. */
function valuesOf(variables: readonly string[], source: ContextSource): Nested {
  const values: Nested = {};
  for (const variable of variables) {
    const names = variable.split(".");
    const last = names.pop() ?? "";
    let place = values;
    for (const name of names) {
      const next = place[name];
      const inner: Nested = typeof next === "object" ? next : {};
      place[name] = inner;
      place = inner;
    }
    place[last] = valueOfVariable(variable, source) ?? "";
  }
  return values;
}

function valueOfVariable(variable: string, source: ContextSource): string | undefined {
  const property = authorizerVariable(variable);
  if (property !== undefined) return authorizerValue(property, source);
  return isContextVariable(variable) ? variableValue(variable, source) : undefined;
}
