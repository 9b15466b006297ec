import { contextVariable, isContextVariable } from "../template/mapping.ts";
import type { Authorization } from "./authorization.ts";
import { type ContextSource, variableValue } from "./context-variables.ts";
import type { Answer } from "./message.ts";

/** What an access log line is made from: a request that was answered. */
export interface LoggedExchange extends ContextSource {
  readonly answer: Answer;
  /** Undefined where no authorizer spoke. */
  readonly authorization: Authorization | undefined;
  readonly latencyMs: number;
}

const authorizerPrefix = "authorizer.";

/**
 * One line in the stage's own format. What has no value is a bare `-`, as on AWS; so are the
 * variables that nobody measures here. Values are not escaped, on AWS neither.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export function accessLogLine(format: string, logged: LoggedExchange): string {
  return format.replace(contextVariable, (_, name: string) => logValue(name, logged) || "-");
}

function logValue(name: string, logged: LoggedExchange): string | undefined {
  if (name.startsWith(authorizerPrefix)) {
    return authorizerValue(name.slice(authorizerPrefix.length), logged.authorization);
  }
  switch (name) {
    case "identity.sourceIp":
      return logged.exchange.request.sourceIp;
    case "status":
      return String(logged.answer.status);
    case "responseLength":
      return String(logged.answer.body.length);
    case "responseLatency":
      return String(Math.round(logged.latencyMs));
    default:
      return isContextVariable(name) ? variableValue(name, logged) : undefined;
  }
}

function authorizerValue(
  name: string,
  authorization: Authorization | undefined,
): string | undefined {
  if (name === "principalId") return authorization?.principalId;
  if (name === "latency") return authorization && String(authorization.integrationLatencyMs);
  return authorization?.context[name];
}
