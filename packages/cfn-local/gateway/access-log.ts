import { authorizerVariable, contextVariable, isContextVariable } from "../template/mapping.ts";
import { authorizerValue, type ContextSource, variableValue } from "./context-variables.ts";
import type { HttpResponse } from "./message.ts";

/** The source of an access log line: a request and its response. */
export interface LoggedExchange extends ContextSource {
  readonly answer: HttpResponse;
  readonly latencyMs: number;
}

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
  const property = authorizerVariable(name);
  if (property !== undefined && property !== "latency") return authorizerValue(property, logged);
  switch (name) {
    case "authorizer.latency":
      return logged.authorization && String(logged.authorization.integrationLatencyMs);
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
