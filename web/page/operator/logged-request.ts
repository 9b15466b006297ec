import { Fields } from "../api/fields.ts";

/** A request to the public API, as the access log has it. */
export interface LoggedRequest {
  readonly id: string;
  /** Unix time in whole seconds. */
  readonly at: number;
  readonly sourceIp: string | undefined;
  readonly method: string | undefined;
  readonly resource: string | undefined;
  readonly status: number | undefined;
  readonly verdict: string | undefined;
  readonly reason: string | undefined;
  readonly keyId: string | undefined;
  /** Undefined if there is no such key. */
  readonly accountId: string | undefined;
}

export function parseLoggedRequest(value: unknown): LoggedRequest {
  const fields = new Fields(value);
  return {
    id: fields.text("request_id"),
    at: fields.time("created_at"),
    sourceIp: fields.textOrNull("source_ip"),
    method: fields.textOrNull("method"),
    resource: fields.textOrNull("resource"),
    status: fields.value("status") === null ? undefined : fields.integer("status"),
    verdict: fields.textOrNull("verdict"),
    reason: fields.textOrNull("reason"),
    keyId: fields.textOrNull("key_id"),
    accountId: fields.textOrNull("account_id"),
  };
}
