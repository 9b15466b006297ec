import type { PublicError } from "../../core/api-errors.ts";
import type { AuthorizerContext } from "./verdict-context.ts";

/**
 * The result of a Lambda authorizer, as API Gateway expects it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export interface AuthorizerResult {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly [
      {
        readonly Action: "execute-api:Invoke";
        readonly Effect: "Allow" | "Deny";
        readonly Resource: string;
      },
    ];
  };
  readonly context?: AuthorizerContext;
}

/**
 * A policy for exactly the method that was called. Nothing wider, so that it could not open or shut
 * another route even if a gateway were to cache it.
 */
export function policy(
  effect: "Allow" | "Deny",
  methodArn: string,
  principalId: string,
  context?: AuthorizerContext,
): AuthorizerResult {
  return {
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: methodArn }],
    },
    ...(context ? { context } : {}),
  };
}

/**
 * A denial, with the error that API Gateway's ACCESS_DENIED response gives as body (see
 * lib/constructs/gateway-responses.ts).
 *
 * @param context besides the error, for the access log alone
 */
export function denial(
  methodArn: string,
  { message, code }: PublicError,
  context: AuthorizerContext = {},
): AuthorizerResult {
  return policy("Deny", methodArn, nobody, { ...context, message, code });
}

/** The principal of every denial. */
const nobody = "anonymous";
