import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { obeyVerdict, withHeaders } from "../functions/http/obey-verdict.ts";
import { type Caller, callerOf } from "./caller.ts";

export type ProtectedHandler = (
  event: APIGatewayProxyEvent,
  caller: Caller,
  context: Context,
) => Promise<APIGatewayProxyResult>;

export type LambdaHandler = (
  event: APIGatewayProxyEvent,
  context: Context,
) => Promise<APIGatewayProxyResult>;

/**
 * Makes a function behind a protected REST API obey the verdict of Latchkey's authorizer. The
 * handler runs only for an admitted request, and the rate-limit headers are added to its response.
 * All others get the contract's response. A request without a verdict gets 500, and a line in the log.
 *
 * The handler's errors are rethrown, so that Lambda counts and logs them as ever.
 *
 * @example
 * export const handler = withVerdict(async (event, caller) => ({
 *   statusCode: 200,
 *   headers: { "Content-Type": "application/json" },
 *   body: JSON.stringify({ account: caller.account }),
 * }));
 */
export function withVerdict(handler: ProtectedHandler): LambdaHandler {
  return async function handlerWithVerdict(event, context) {
    const judged = obeyVerdict(event);
    if ("response" in judged) return judged.response;
    const response = await handler(event, callerOf(judged.caller), context);
    return withHeaders(response, judged.headers);
  };
}
