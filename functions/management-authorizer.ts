import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { invalidCredentials, missingToken } from "../core/api-errors.ts";
import { createSecretsManager } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import { settings } from "../core/config/process-settings.ts";
import { createRotatedSecret } from "../core/store/rotated-secret.ts";
import * as budgets from "../core/time/budgets.ts";
import { Deadline, type LambdaTime, withDeadline } from "../core/time/deadline.ts";
import { type AuthorizerResult, denial, policy } from "./http/authorizer-policy.ts";
import { bearerToken } from "./http/bearer-token.ts";
import { logRefusal } from "./http/log.ts";
import { getJson } from "./oidc/get-json.ts";
import { createIssuerKeys } from "./oidc/issuer-keys.ts";
import type { Refusal } from "./oidc/refusal.ts";
import { createUserTokens } from "./oidc/user-tokens.ts";

const operatorTokens = createRotatedSecret(
  createSecretsManager(process.env).call,
  required(process.env, "OPERATOR_TOKEN_SECRET_ARN"),
  Date.now,
);
/** Without an issuer there are no users, only operators. */
const users = process.env.OIDC_ISSUER ? createUsers(process.env.OIDC_ISSUER) : undefined;

function createUsers(issuer: string) {
  const keys = createIssuerKeys({ issuer, getJson, nowEpochMs: Date.now });
  const tokens = createUserTokens({
    issuer,
    audience: required(process.env, "OIDC_AUDIENCE"),
    accountClaim: required(process.env, "OIDC_ACCOUNT_CLAIM"),
    operators: process.env.OIDC_OPERATORS ? JSON.parse(process.env.OIDC_OPERATORS) : undefined,
    findKey: keys.find,
    nowEpochMs: Date.now,
  });
  return { keys, tokens };
}

// Both begin while Lambda starts the container. If one fails, whoever needs it tries again. Both only
// read, and end with their own deadline, should the first request not wait for them.
const start = new Deadline(budgets.managementAuthorizerMs);
operatorTokens.prefetch(start).catch(() => {});
users?.keys.prefetch(start).catch(() => {});

/** The parts of API Gateway's event that are read. */
type Request = Pick<APIGatewayRequestAuthorizerEvent, "methodArn" | "multiValueHeaders">;

/**
 * Lets operators and signed-in users in to the management API; what each may do there is for the
 * table of routes to say. Keys of the public API never manage keys.
 *
 * A token that says it is the issuer's is judged by the issuer's keys alone, any other by the
 * operator token alone. So operators get in while the issuer is down, and users while Secrets
 * Manager is.
 *
 * @throws where the one that has to be asked is out of reach: the gateway answers 503
 */
export async function handler(request: Request, lambda?: LambdaTime): Promise<AuthorizerResult> {
  return withDeadline(budgets.managementAuthorizerMs, lambda, (deadline) =>
    judge(request, deadline),
  );
}

async function judge(request: Request, deadline: Deadline): Promise<AuthorizerResult> {
  const token = bearerToken(request);
  if (token === undefined) return denied(request, { reason: "not_bearer" });
  if (token.startsWith(settings.keyPrefix)) return denied(request, { reason: "api_key" });
  if (users?.tokens.isClaimedBy(token)) {
    const person = await users.tokens.verify(token, deadline);
    if ("reason" in person) return denied(request, person);
    const context =
      "roles" in person
        ? ({ actor: "operator", subject: person.subject, roles: person.roles.join(" ") } as const)
        : ({ actor: "user", ...person } as const);
    return policy("Allow", request.methodArn, `${context.actor}:${person.subject}`, context);
  }
  if (await operatorTokens.accept(token, deadline)) {
    return policy("Allow", request.methodArn, "operator", { actor: "operator", roles: "admin" });
  }
  // An opaque token of an issuer looks like a wrong operator token.
  return denied(request, users?.tokens.whyNotClaimed(token) ?? { reason: "unknown_token" });
}

function denied(
  { methodArn }: Request,
  refusal: Refusal | { readonly reason: "api_key" | "not_bearer" | "unknown_token" },
): AuthorizerResult {
  logRefusal(refusal);
  const isMissing = refusal.reason === "not_bearer";
  return denial(methodArn, isMissing ? missingToken : invalidCredentials);
}
