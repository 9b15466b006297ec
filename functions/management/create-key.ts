import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import type { AccountRecord } from "../domain/account-record.ts";
import { type ApiKey, issueKey } from "../domain/api-key.ts";
import type { KeyRecord } from "../domain/key-record.ts";
import { type Digest, digestKey, type Keyring } from "../domain/pepper.ts";
import { planRateLimitPerMinute } from "../domain/plan.ts";
import { emptyWindow } from "../domain/rolling-window.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { environmentField, expiryField, nameField, rateLimitField } from "./fields.ts";
import { keyObject } from "./key-object.ts";
import { type ManagementPorts, nowEpochSeconds } from "./ports.ts";
import { accountIdOf } from "./request.ts";

function keyBody(now: number) {
  return z.strictObject(
    {
      name: nameField,
      expires_at: expiryField(now).optional(),
      rate_limit_per_minute: rateLimitField.optional(),
      environment: environmentField.default("production"),
    },
    "must be an object",
  );
}

type KeyBody = z.infer<ReturnType<typeof keyBody>>;

/** Makes a key. Its secret is in this one answer and nowhere else. */
export async function createKey(
  event: APIGatewayProxyEvent,
  ports: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const now = nowEpochSeconds(ports);
  const body = validate(keyBody(now), jsonBody(event), "body");
  const keyring = await ports.keyring();

  const outcome = await ports.keys.create(accountId, (account) => {
    const key = issueKey(ports.randomBytes);
    return { key, record: newRecord(key, digestOf(key, keyring), account, body, now) };
  });

  if (outcome.kind === "no-account") throw new HttpError(errors.accountNotFound);
  if (outcome.kind === "cap-reached") throw new HttpError(errors.activeKeyLimitReached);
  const { key, record } = outcome.draft;
  return jsonResponse(201, { ...keyObject(record), key: key.text });
}

function digestOf(key: ApiKey, keyring: Keyring): Digest {
  const digest = digestKey(key.text, keyring);
  if (!digest) throw new Error("the keyring lacks its active version");
  return digest;
}

function newRecord(
  key: ApiKey,
  digest: Digest,
  account: AccountRecord,
  body: KeyBody,
  now: number,
): KeyRecord {
  return {
    id: key.id,
    accountId: account.id,
    name: body.name,
    environment: body.environment,
    plan: account.plan,
    digest,
    rateLimitPerMinute: body.rate_limit_per_minute ?? planRateLimitPerMinute[account.plan],
    isActive: true,
    expiresAt: body.expires_at ?? undefined,
    revokedAt: undefined,
    createdAt: now,
    updatedAt: now,
    totalRequests: 0,
    window: emptyWindow,
  };
}
