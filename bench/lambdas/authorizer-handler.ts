import type { APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { createSecretsManager } from "../../functions/aws/clients.ts";
import { required } from "../../functions/aws/environment.ts";
import type { JsonCall } from "../../functions/aws/json-service.ts";
import { type AuthorizerResult, policy } from "../../functions/http/authorizer-policy.ts";
import { bearerToken } from "../../functions/http/bearer-token.ts";
import { encodeVerdict } from "../../functions/http/verdict-context.ts";
import { createReadKeyring } from "../../functions/store/pepper-secret.ts";
import { newVerifier } from "../verifier.ts";

type Handler = (event: APIGatewayTokenAuthorizerEvent) => Promise<AuthorizerResult>;

/**
 * The product's own authorizer on another way to the table; all else is the same, the small client
 * for the secret and its fetch during initialisation included.
 */
export function authorizerHandler(call: JsonCall): Handler {
  const keyring = createReadKeyring(
    createSecretsManager(process.env).call,
    required(process.env, "PEPPER_SECRET_ARN"),
    Date.now,
  );
  const tableName = required(process.env, "TABLE_NAME");
  const verify = newVerifier({ tableName, call, keyring, nowEpochMs: Date.now });
  keyring().catch(() => {});

  return async function handler(event) {
    const verdict = await verify(bearerToken(event.authorizationToken) ?? "");
    if (verdict.kind === "invalid") return policy("Deny", event.methodArn, "anonymous");
    const principal = verdict.kind === "unavailable" ? "unknown" : verdict.caller.keyId;
    return policy("Allow", event.methodArn, principal, encodeVerdict(verdict));
  };
}
