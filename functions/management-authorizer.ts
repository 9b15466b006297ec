import type { APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { createSecretsManager } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import { config } from "../core/config/process-config.ts";
import { createOperatorTokens } from "../core/store/operator-token-secret.ts";
import { budgets } from "../core/time/budgets.ts";
import { Deadline, type LambdaTime, withDeadline } from "../core/time/deadline.ts";
import { type AuthorizerResult, policy } from "./http/authorizer-policy.ts";
import { bearerToken } from "./http/bearer-token.ts";
import { logRefusal } from "./http/log.ts";
import { getJson } from "./oidc/get-json.ts";
import { createIssuerKeys } from "./oidc/issuer-keys.ts";
import type { Refusal } from "./oidc/refusal.ts";
import { createUserTokens } from "./oidc/user-tokens.ts";

const operatorTokens = createOperatorTokens(
  createSecretsManager(process.env).call,
  required(process.env, "OPERATOR_TOKEN_SECRET_ARN"),
  Date.now,
);
const issuer = required(process.env, "OIDC_ISSUER");
const keys = createIssuerKeys({
  issuer,
  getJson,
  nowEpochMs: Date.now,
});
const userTokens = createUserTokens({
  issuer,
  audience: required(process.env, "OIDC_AUDIENCE"),
  accountClaim: required(process.env, "OIDC_ACCOUNT_CLAIM"),
  findKey: keys.find,
  nowEpochMs: Date.now,
});

// Both begin while Lambda starts the container. If one fails, whoever needs it tries again. Both only
// read, and end with their own deadline, should the first request not wait for them.
const start = new Deadline(budgets.managementAuthorizerMs);
operatorTokens.prefetch(start).catch(() => {});
keys.prefetch(start).catch(() => {});

/**
 * Lets operators and signed-in users in to the management API; what a user may do there is for the
 * use cases to say. Keys of the public API never manage keys.
 *
 * A token that says it is the issuer's is judged by the issuer's keys alone, any other by the
 * operator token alone. So operators get in while the issuer is down, and users while Secrets
 * Manager is.
 *
 * @throws where the one that has to be asked is out of reach: the gateway answers 503
 */
export async function handler(
  event: APIGatewayTokenAuthorizerEvent,
  lambda?: LambdaTime,
): Promise<AuthorizerResult> {
  return withDeadline(budgets.managementAuthorizerMs, lambda, (deadline) => judge(event, deadline));
}

async function judge(
  event: APIGatewayTokenAuthorizerEvent,
  deadline: Deadline,
): Promise<AuthorizerResult> {
  const token = bearerToken(event.authorizationToken);
  if (token === undefined) return denied(event, { reason: "not_bearer" });
  if (token.startsWith(config.keyPrefix)) return denied(event, { reason: "api_key" });
  if (userTokens.isClaimedBy(token)) {
    const user = await userTokens.verify(token, deadline);
    if ("reason" in user) return denied(event, user);
    const principal = `user:${user.subject}`;
    return policy("Allow", event.methodArn, principal, { actor: "user", ...user });
  }
  if (await operatorTokens.accept(token, deadline)) {
    return policy("Allow", event.methodArn, "operator", { actor: "operator" });
  }
  // An opaque token of an issuer looks like a wrong operator token.
  return denied(event, userTokens.whyNotClaimed(token) ?? { reason: "unknown_token" });
}

function denied(
  { methodArn }: APIGatewayTokenAuthorizerEvent,
  refusal: Refusal | { readonly reason: "api_key" | "not_bearer" | "unknown_token" },
): AuthorizerResult {
  logRefusal(refusal);
  return policy("Deny", methodArn, "anonymous");
}
