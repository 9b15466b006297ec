import { StartError } from "../start-error.ts";

/** `$context` variables that the gateway can fill in; see gateway/context-variables.ts. */
export const contextVariables = [
  "apiId",
  "error.message",
  "error.messageString",
  "error.responseType",
  "extendedRequestId",
  "httpMethod",
  "identity.sourceIp",
  "identity.userAgent",
  "path",
  "protocol",
  "requestId",
  "requestTime",
  "requestTimeEpoch",
  "resourcePath",
  "stage",
] as const;

export type ContextVariable = (typeof contextVariables)[number];

export const contextVariable = /\$context\.([A-Za-z]+(?:\.[A-Za-z]+)*)/g;

const authorizerPrefix = "authorizer.";

/**
 * The name that an authorizer's context is searched for, of a variable such as
 * `$context.authorizer.name`; undefined for any other variable.
 */
export function authorizerVariable(name: string): string | undefined {
  return name.startsWith(authorizerPrefix) ? name.slice(authorizerPrefix.length) : undefined;
}

export function isContextVariable(name: string): name is ContextVariable {
  return contextVariables.some((variable) => variable === name);
}

/**
 * A body template in which only `$context` variables are replaced.
 *
 * That is all that gateway responses can do ("simple variable substitution", no VTL). A template with
 * more is refused, not half rendered.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function checkTemplate(template: string, where: string): string {
  for (const [, name] of template.matchAll(contextVariable)) {
    if (!isContextVariable(name ?? "") && authorizerVariable(name ?? "") === undefined) {
      throw new StartError(
        `${where} uses $context.${name}, which the local gateway does not know.`,
      );
    }
  }
  if (/[$#]/.test(template.replace(contextVariable, ""))) {
    throw new StartError(`${where} has a template with more than $context variables in it.`);
  }
  return template;
}

/** Checks a header mapping: a literal in single quotes, a `$context` variable or a request header. */
export function checkMapping(expression: string, where: string): string {
  const isLiteral = /^'[^']*'$/.test(expression);
  const isHeader = /^method\.request\.header\.[\w-]+$/.test(expression);
  const isContext =
    expression.startsWith("context.") && isContextVariable(expression.slice("context.".length));
  if (isLiteral || isHeader || isContext) return expression;
  throw new StartError(
    `${where} maps a header to ${expression}, which the local gateway cannot do.`,
  );
}

/** Takes the header's name out of `gatewayresponse.header.X` or `method.response.header.X`. */
export function headerName(parameter: string, prefix: string, where: string): string {
  if (!parameter.startsWith(prefix)) {
    throw new StartError(`${where} sets ${parameter}; only ${prefix}* can be set locally.`);
  }
  return parameter.slice(prefix.length);
}
