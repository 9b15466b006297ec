import {
  authorizerVariable,
  type ContextVariable,
  contextVariable,
  isContextVariable,
} from "../template/mapping.ts";
import type { Authorization } from "./authorization.ts";
import type { Exchange } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { headerValue } from "./message.ts";

export interface ContextSource {
  readonly exchange: Exchange;
  readonly resourcePath: string | undefined;
  readonly failure: Failure | undefined;
  /** Undefined where no authorizer spoke. */
  readonly authorization: Authorization | undefined;
}

/** Replaces `$context` variables in a template; what has no value becomes empty. */
export function renderTemplate(template: string, source: ContextSource): string {
  return template.replace(contextVariable, (whole, name: string) => {
    const property = authorizerVariable(name);
    if (property !== undefined) return authorizerValue(property, source) ?? "";
    return isContextVariable(name) ? (variableValue(name, source) ?? "") : whole;
  });
}

/** The value of a `$context.authorizer` variable: what the authorizer returned under that name. */
export function authorizerValue(
  property: string,
  { authorization }: Pick<ContextSource, "authorization">,
): string | undefined {
  return property === "principalId" ? authorization?.principalId : authorization?.context[property];
}

/** Evaluates a header mapping; undefined means that the header is left out. */
export function evaluateMapping(expression: string, source: ContextSource): string | undefined {
  if (expression.startsWith("'")) return expression.slice(1, -1);
  if (expression.startsWith("context.")) {
    const name = expression.slice("context.".length);
    const property = authorizerVariable(name);
    if (property !== undefined) return authorizerValue(property, source);
    return isContextVariable(name) ? variableValue(name, source) : undefined;
  }
  const header = expression.slice("method.request.header.".length);
  return headerValue(source.exchange.request.headers, header);
}

/** The value of a `$context` variable; undefined if it has none here. */
export function variableValue(
  name: ContextVariable,
  { exchange, resourcePath, failure }: Omit<ContextSource, "authorization">,
): string | undefined {
  switch (name) {
    case "apiId":
      return exchange.api.id;
    case "error.message":
      return failure?.message ?? undefined;
    case "error.messageString":
      return failure && JSON.stringify(failure.message);
    case "error.responseType":
      return failure?.type;
    case "extendedRequestId":
      return exchange.extendedRequestId;
    case "httpMethod":
      return exchange.method;
    case "identity.sourceIp":
      return exchange.request.sourceIp;
    case "identity.userAgent":
      return headerValue(exchange.request.headers, "User-Agent");
    case "path":
      return exchange.fullPath;
    case "protocol":
      return exchange.request.protocol;
    case "requestId":
      return exchange.requestId;
    case "requestTime":
      return commonLogTime(exchange.startedAt);
    case "requestTimeEpoch":
      return String(exchange.startedAt.getTime());
    case "resourcePath":
      return resourcePath;
    case "stage":
      return exchange.api.stageName;
  }
}

/** CLF time as in `$context.requestTime`: `12/Jun/2023:18:05:10 +0000`. */
export function commonLogTime(time: Date): string {
  const [, day, month, year, clock] =
    /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
