import type { APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { cached } from "./aws/cached.ts";
import { createSecretsManagerCall } from "./aws/clients.ts";
import { required } from "./aws/environment.ts";
import { readSecret } from "./aws/secret.ts";
import { isOperatorToken } from "./domain/operator-token.ts";
import { type AuthorizerResult, policy } from "./http/authorizer-policy.ts";
import { bearerToken } from "./http/bearer-token.ts";

const maximumAgeMs = 5 * 60 * 1000;
const secretArn = required(process.env, "OPERATOR_TOKEN_SECRET_ARN");
const call = createSecretsManagerCall(process.env);

/** The token in use and the one before it, so that it can be rotated without downtime. */
const operatorTokens = cached(
  async () => {
    const stages = ["AWSCURRENT", "AWSPREVIOUS"] as const;
    const tokens = await Promise.all(stages.map((stage) => readSecret(call, secretArn, stage)));
    return tokens.filter((token) => token !== undefined);
  },
  maximumAgeMs,
  Date.now,
);
operatorTokens.get().catch(() => {});

/**
 * Lets operators in to the management API. Keys of the public API never manage keys.
 *
 * @throws where Secrets Manager is out of reach: the gateway answers 503
 */
export async function handler(event: APIGatewayTokenAuthorizerEvent): Promise<AuthorizerResult> {
  const token = bearerToken(event.authorizationToken);
  const isApiKey = token?.startsWith("sk_live_") ?? false;
  const isOperator =
    token !== undefined && !isApiKey && isOperatorToken(token, await operatorTokens.get());
  return isOperator
    ? policy("Allow", event.methodArn, "operator", { actor: "operator" })
    : policy("Deny", event.methodArn, "anonymous");
}
