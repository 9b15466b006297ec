import { StartError } from "../start-error.ts";
import { isContextVariable } from "./mapping.ts";
import type { IdentitySource } from "./model.ts";

const forms = [
  { kind: "header", form: /^method\.request\.header\.([\w.-]+)$/ },
  { kind: "query", form: /^method\.request\.querystring\.(\S+)$/ },
  { kind: "stageVariable", form: /^stageVariables\.(\w+)$/ },
] as const;

/**
 * Reads "a string of comma-separated mapping expressions of the specified request parameters".
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
 * @throws StartError naming an expression of any other kind, or a `$context` variable that the
 *   gateway does not know
 */
export function readIdentitySources(expressions: string, where: string): IdentitySource[] {
  if (expressions.trim() === "") return [];
  return expressions.split(",").map((expression) => readIdentitySource(expression.trim(), where));
}

function readIdentitySource(expression: string, where: string): IdentitySource {
  for (const { kind, form } of forms) {
    const name = form.exec(expression)?.[1];
    if (name !== undefined) return { kind, name };
  }
  const variable = expression.startsWith("context.") ? expression.slice("context.".length) : "";
  if (isContextVariable(variable)) return { kind: "context", name: variable };
  throw new StartError(
    `${where} has the identity source ${expression}, which the local gateway does not know.`,
  );
}
