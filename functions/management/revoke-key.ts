import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { KeyRecord } from "../../core/key/key-record.ts";
import { errors } from "../http/errors.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { auditOf, keyEvent } from "./audit.ts";
import { accountIdOf, keyIdOf } from "./caller.ts";
import { keyObject } from "./key-object.ts";
import type { KeyPorts } from "./ports.ts";

/** Revokes a key for good, with both of its secrets; asked again, it answers the same. */
export async function revokeKey(
  event: APIGatewayProxyEvent,
  ports: KeyPorts,
): Promise<APIGatewayProxyResult> {
  const [accountId, keyId] = [accountIdOf(event), keyIdOf(event)];
  const audit = auditOf(event, ports);

  const decide = (before: KeyRecord, atEpochMs: number) => {
    if (before.revokedAt !== undefined) return { after: before, event: undefined };
    const now = Math.floor(atEpochMs / 1000);
    const after: KeyRecord = {
      ...before,
      isActive: false,
      previous: undefined,
      version: before.version + 1,
      revokedAt: now,
      updatedAt: now,
    };
    return { after, event: keyEvent(audit, "key.revoked", before, after, atEpochMs) };
  };

  const outcome = await ports.keys.change(accountId, keyId, decide);
  if (outcome.kind !== "changed") throw new HttpError(errors.keyNotFound);
  return jsonResponse(200, keyObject(outcome.change.after, Math.floor(ports.nowEpochMs() / 1000)));
}
