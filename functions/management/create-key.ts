import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AccountRecord, newAccount } from "../../core/account/account-record.ts";
import { config } from "../../core/config/process-config.ts";
import type { AuditEvent } from "../../core/event/audit-event.ts";
import { type ApiKey, issueKey } from "../../core/key/api-key.ts";
import { type KeyParams, newKeyRecord } from "../../core/key/new-key.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import { present } from "../../core/key/presented-key.ts";
import type { KeyDraft } from "../../core/store/keys.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { type Audit, accountEvent, auditOf, keyEvent } from "./audit.ts";
import { accountIdOf, callerOf, type ManagementCaller } from "./caller.ts";
import { idempotentRequestOf, refuseReuse, replayedHeader } from "./idempotency-key.ts";
import {
  anyTime,
  newKeyBody,
  paramsOf,
  requireAllowedLimit,
  requireFutureExpiry,
} from "./key-body.ts";
import { keyObject } from "./key-object.ts";
import type { KeyPorts } from "./ports.ts";

/** Makes a key. Its secret is in this one answer and nowhere else. */
export async function createKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const accountId = accountIdOf(event);
  const body = jsonBody(event);
  const request = idempotentRequestOf(event, body);
  const params = paramsOf(validate(newKeyBody(anyTime), body, "body"));
  const keyring = await ports.keyring();
  const maker = { caller: callerOf(event), audit: auditOf(event, ports) };

  const outcome = await ports.keys.create(
    accountId,
    (existing, atEpochMs) => {
      const account = existing ?? accountFor(maker.caller, accountId, atEpochMs);
      requireFutureExpiry(params, Math.floor(ports.nowEpochMs() / 1000));
      const key = issueKey(ports.randomBytes, config.keyPrefix);
      return account && draftKey(key, keyring, account, !existing, params, maker, atEpochMs);
    },
    request,
  );
  const now = Math.floor(ports.nowEpochMs() / 1000);

  switch (outcome.kind) {
    case "created": {
      const { key, record } = outcome.draft;
      return jsonResponse(201, { ...keyObject(record, now), key: key.text });
    }
    case "replayed":
      return jsonResponse(200, keyObject(outcome.record, now), replayedHeader);
    case "reused-idempotency-key":
      return refuseReuse();
    case "no-account":
      throw new HttpError(errors.accountNotFound);
    case "cap-reached":
      throw new HttpError(errors.activeKeyLimitReached);
    case "taken":
      throw new Error("two random keys got the same id");
  }
}

interface DraftedKey extends KeyDraft {
  readonly key: ApiKey;
}

function draftKey(
  key: ApiKey,
  keyring: Keyring,
  account: AccountRecord,
  isAccountNew: boolean,
  params: KeyParams,
  { caller, audit }: { caller: ManagementCaller; audit: Audit },
  atEpochMs: number,
): DraftedKey {
  requireAllowedLimit(caller, account.plan, params.rateLimitPerMinute);
  const digest = present(key, keyring).activeDigest();
  const createdAtEpochMs = isAccountNew ? atEpochMs + 1 : atEpochMs;
  const record = newKeyRecord(key.id, digest, account, params, createdAtEpochMs, config.plans);
  const events: (AuditEvent | undefined)[] = [
    isAccountNew ? accountEvent(audit, undefined, account, atEpochMs) : undefined,
    keyEvent(audit, "key.created", undefined, record, createdAtEpochMs),
  ];
  return { key, record, account, events: events.filter((told) => told !== undefined) };
}

/** A user's first key brings their account into being; an operator sets accounts up beforehand. */
function accountFor(
  caller: ManagementCaller,
  accountId: string,
  atEpochMs: number,
): AccountRecord | undefined {
  if (caller.type !== "user") return undefined;
  const { name, keyCap } = config.plans.initial;
  return newAccount(accountId, name, atEpochMs, keyCap);
}
