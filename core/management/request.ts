import type { AccountRecord } from "../account/account-record.ts";
import type { AuditAction, AuditEvent } from "../event/audit-event.ts";
import type { KeyRecord } from "../key/key-record.ts";
import type { IdempotentRequest } from "../store/idempotency.ts";

/** Who calls the management API. */
export type ManagementCaller =
  | { readonly type: "operator" }
  | { readonly type: "user"; readonly subject: string; readonly accountId: string };

/** Describes changes for the audit trail, in the words of the API and as made by this request. */
export interface Trail {
  /** @returns undefined if the account is as it was */
  accountEvent(
    before: AccountRecord | undefined,
    after: AccountRecord,
    atEpochMs: number,
  ): AuditEvent | undefined;
  keyEvent(
    action: AuditAction,
    before: KeyRecord | undefined,
    after: KeyRecord,
    atEpochMs: number,
  ): AuditEvent;
}

/** What a use case is asked. Its input is valid, and its caller may act for the account. */
export interface ManagementRequest<Input> {
  readonly caller: ManagementCaller;
  readonly accountId: string;
  readonly input: Input;
  /** When the request came: Unix time in ms. */
  readonly nowEpochMs: number;
  /** Undefined if a repetition of the request counts as a new one. */
  readonly idempotency?: IdempotentRequest | undefined;
  readonly trail: Trail;
}

/** An operator may act for every account, a user for their own. */
export function mayActFor(caller: ManagementCaller, accountId: string): boolean {
  return caller.type === "operator" || caller.accountId === accountId;
}
