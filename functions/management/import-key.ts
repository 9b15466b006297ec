import { createHash } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod";
import { config } from "../../core/config/process-config.ts";
import { foreignKeyId } from "../../core/key/foreign-key.ts";
import { newKeyRecord } from "../../core/key/new-key.ts";
import { unpeppered } from "../../core/key/pepper.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { auditOf, keyEvent } from "./audit.ts";
import { accountIdOf, requireOperator } from "./caller.ts";
import { booleanParameter } from "./fields.ts";
import { existingAccount } from "./get-account.ts";
import { anyTime, newKeyFields, paramsOf, requireFutureExpiry } from "./key-body.ts";
import { keyObject } from "./key-object.ts";
import type { KeyPorts } from "./ports.ts";

const sha256Rule = "must be a SHA-256 in 64 hexadecimal digits";
/** The digest of an empty text: the result of an empty column or an unset variable. */
const sha256OfNothing = createHash("sha256").digest("hex");

export function importBody(nowEpochSeconds: number) {
  return z.strictObject(
    {
      ...newKeyFields(nowEpochSeconds),
      sha256: z
        .string(sha256Rule)
        .regex(/^[0-9a-fA-F]{64}$/, sha256Rule)
        .refine((hex) => hex.toLowerCase() !== sha256OfNothing, "must not be of an empty text")
        .transform((hex) => Buffer.from(hex, "hex")),
    },
    "must be an object",
  );
}

export const importQuery = z.strictObject({ dry_run: booleanParameter.default(false) });

/**
 * Takes over a key of another system, known by its SHA-256 alone. Its owner goes on using it; the
 * first use replaces the plain digest by a peppered one. Importing it again changes nothing.
 */
export async function importKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  requireOperator(event);
  const accountId = accountIdOf(event);
  const now = Math.floor(ports.nowEpochMs() / 1000);
  const { dry_run: isDryRun } = validate(importQuery, { ...event.queryStringParameters }, "query");
  const body = validate(importBody(anyTime), jsonBody(event), "body");
  const params = paramsOf(body);
  const id = foreignKeyId(body.sha256);

  const account = await existingAccount(ports, accountId);
  const present = await ports.keys.find(id);
  if (present && present.accountId !== accountId) throw new HttpError(errors.keyOfAnotherAccount);
  if (present) return isDryRun ? preview("unchanged") : jsonResponse(200, keyObject(present, now));
  requireFutureExpiry(params, now);
  if (isDryRun) {
    const isFull = account.activeKeyIds.length >= account.maxActiveKeys;
    if (isFull) throw new HttpError(errors.activeKeyLimitReached);
    return preview("would_create");
  }

  const audit = auditOf(event, ports);
  const digest = { pepperVersion: unpeppered, bytes: body.sha256 };
  const outcome = await ports.keys.create(accountId, (existing, atEpochMs) => {
    if (!existing) return undefined;
    const record = newKeyRecord(id, digest, existing, params, atEpochMs, config.plans);
    const told = keyEvent(audit, "key.imported", undefined, record, atEpochMs);
    return { record, account: existing, events: [told] };
  });
  switch (outcome.kind) {
    case "created":
      return jsonResponse(201, keyObject(outcome.draft.record, now));
    case "taken":
      if (outcome.record.accountId === accountId) {
        return jsonResponse(200, keyObject(outcome.record, now));
      }
      throw new HttpError(errors.keyOfAnotherAccount);
    case "cap-reached":
      throw new HttpError(errors.activeKeyLimitReached);
    case "no-account":
      throw new HttpError(errors.accountNotFound);
    case "replayed":
    case "reused-idempotency-key":
      throw new Error("an import has no idempotency key");
  }
}

function preview(outcome: "would_create" | "unchanged"): APIGatewayProxyResult {
  return jsonResponse(200, { object: "import_preview", outcome });
}
