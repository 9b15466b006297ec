import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonBody } from "../http/json-body.ts";
import { jsonResponse } from "../http/response.ts";
import { validate } from "../http/validate.ts";
import { auditOf, keyChanges, keyEvent } from "./audit.ts";
import { accountIdOf, callerOf, keyIdOf } from "./caller.ts";
import { keyChangeBody, requireAllowedLimit } from "./key-body.ts";
import { keyObject } from "./key-object.ts";
import type { KeyPorts } from "./ports.ts";

/** Renames, pauses, resumes, sets the expiry or the limit. The next request is judged by it. */
export async function updateKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const [accountId, keyId] = [accountIdOf(event), keyIdOf(event)];
  const now = Math.floor(ports.nowEpochMs() / 1000);
  const body = validate(keyChangeBody(now), jsonBody(event), "body");
  const audit = auditOf(event, ports);

  const decide = (before: KeyRecord, atEpochMs: number) => {
    if (before.revokedAt !== undefined) throw new HttpError(errors.keyRevoked);
    requireAllowedLimit(callerOf(event), before.plan, body.rate_limit_per_minute);
    const after: KeyRecord = {
      ...before,
      name: body.name ?? before.name,
      isActive: body.is_active ?? before.isActive,
      expiresAt: body.expires_at === undefined ? before.expiresAt : (body.expires_at ?? undefined),
      rateLimitPerMinute: body.rate_limit_per_minute ?? before.rateLimitPerMinute,
      version: before.version + 1,
      updatedAt: Math.floor(atEpochMs / 1000),
    };
    const isChanged = Object.keys(keyChanges(before, after)).length > 0;
    return isChanged
      ? { after, event: keyEvent(audit, "key.updated", before, after, atEpochMs) }
      : { after: before, event: undefined };
  };

  const outcome = await ports.keys.change(accountId, keyId, decide);
  if (outcome.kind !== "changed") throw new HttpError(errors.keyNotFound);
  return jsonResponse(200, keyObject(outcome.change.after, now));
}
