import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { config } from "../../core/config/process-config.ts";
import { type ApiKey, issueKeyFor } from "../../core/key/api-key.ts";
import { isExpired, type KeyRecord, type PreviousSecret } from "../../core/key/key-record.ts";
import { present } from "../../core/key/presented-key.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { optionalJsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { auditOf, keyEvent } from "./audit.ts";
import { accountIdOf, keyIdOf } from "./caller.ts";
import { integerField } from "./fields.ts";
import { idempotentRequestOf, refuseReuse, replayedHeader } from "./idempotency-key.ts";
import { keyObject } from "./key-object.ts";
import type { KeyPorts } from "./ports.ts";

/** A week. */
const greatestGraceSeconds = 604_800;

export const rotationBody = z.strictObject(
  { grace_period_seconds: integerField(0, greatestGraceSeconds).default(0) },
  "must be an object",
);

/**
 * Gives a key a new secret under its id. The one before it works on until the grace period ends, or
 * the key is rotated again or revoked; a secret that was in its grace period until now ends at once.
 */
export async function rotateKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const [accountId, keyId] = [accountIdOf(event), keyIdOf(event)];
  const body = optionalJsonBody(event);
  const request = idempotentRequestOf(event, body);
  const { grace_period_seconds: graceSeconds } = validate(rotationBody, body, "body");
  const keyring = await ports.keyring();

  const audit = auditOf(event, ports);

  const decide = (before: KeyRecord, atEpochMs: number) => {
    const now = Math.floor(ports.nowEpochMs() / 1000);
    if (before.revokedAt !== undefined) throw new HttpError(errors.keyRevoked);
    if (isExpired(before, now)) throw new HttpError(errors.keyExpired);
    const key = issueKeyFor(keyId, ports.randomBytes, config.keyPrefix);
    const digest = present(key, keyring).activeDigest();
    const previous: PreviousSecret | undefined =
      graceSeconds > 0
        ? { digest: before.digest, validUntil: now + graceSeconds, lastUsedAt: undefined }
        : undefined;
    const updatedAt = Math.floor(atEpochMs / 1000);
    const after = { ...before, digest, previous, version: before.version + 1, updatedAt };
    return { key, after, event: keyEvent(audit, "key.rotated", before, after, atEpochMs) };
  };

  const outcome = await ports.keys.change(accountId, keyId, decide, request);
  const now = Math.floor(ports.nowEpochMs() / 1000);
  switch (outcome.kind) {
    case "changed":
      return jsonResponse(201, rotationAnswer(outcome.change.after, outcome.change.key, now));
    case "replayed":
      return jsonResponse(200, keyObject(outcome.record, now), replayedHeader);
    case "reused-idempotency-key":
      return refuseReuse();
    case "no-key":
      throw new HttpError(errors.keyNotFound);
  }
}

function rotationAnswer(record: KeyRecord, key: ApiKey, now: number) {
  return { ...keyObject(record, now), key: key.text };
}
