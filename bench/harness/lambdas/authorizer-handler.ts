import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { createSecretsManager } from "../../../core/aws/clients.ts";
import { required } from "../../../core/aws/environment.ts";
import type { JsonCall } from "../../../core/aws/json-service.ts";
import { config } from "../../../core/config/process-config.ts";
import { createReadKeyring } from "../../../core/store/pepper-secret.ts";
import { createFindRulesNotice } from "../../../core/store/rules-notice.ts";
import { createWarmUp } from "../../../core/store/warm-up.ts";
import * as budgets from "../../../core/time/budgets.ts";
import { Deadline } from "../../../core/time/deadline.ts";
import { type AuthorizerResult, policy } from "../../../functions/http/authorizer-policy.ts";
import { bearerToken } from "../../../functions/http/bearer-token.ts";
import { encodeVerdict } from "../../../functions/http/verdict-context.ts";
import { newVerifier, requestOf, type Verify } from "../verifier.ts";

type Request = Pick<APIGatewayRequestAuthorizerEvent, "methodArn" | "multiValueHeaders">;
type Handler = (request: Request) => Promise<AuthorizerResult>;

/**
 * The product's own authorizer on another way to the table; all else is the same: the small client
 * for the secret, and what is fetched, opened and warmedUp during initialisation.
 */
export async function authorizerHandler(call: JsonCall): Promise<Handler> {
  const keyring = createReadKeyring(
    createSecretsManager(process.env).call,
    required(process.env, "PEPPER_SECRET_ARN"),
    Date.now,
  );
  const tableName = required(process.env, "TABLE_NAME");
  const verify = newVerifier({ tableName, call, keyring, nowEpochMs: Date.now });
  const start = new Deadline(budgets.authorizerMs);
  const findRulesNotice = createFindRulesNotice(tableName, call);
  await Promise.allSettled([keyring(start), findRulesNotice(start), warmUp(start)]);
  return (request) => answer(request, verify);
}

/** A request of a route that wants no scope. */
const texts = { scope: undefined, planRefusal: config.planRefusal };

async function answer(request: Request, verify: Verify): Promise<AuthorizerResult> {
  const { methodArn } = request;
  const verdict = await verify(bearerToken(request) ?? "");
  if (verdict.kind === "invalid") return policy("Deny", methodArn, "anonymous");
  const principal = verdict.kind === "unavailable" ? "unknown" : verdict.caller.keyId;
  return policy("Allow", methodArn, principal, encodeVerdict(verdict, texts));
}

async function warmUp(deadline: Deadline): Promise<void> {
  const { token, verifyKey } = createWarmUp(config);
  const multiValueHeaders = { Authorization: [`Bearer ${token}`] };
  const verify: Verify = (token) => verifyKey(requestOf(token), deadline);
  await answer({ methodArn: "", multiValueHeaders }, verify);
}
