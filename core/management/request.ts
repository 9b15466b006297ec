import type { AccountRecord } from "../account/account-record.ts";
import type { OperatorRole } from "../account/operators.ts";
import type { Actor, AuditAction, AuditEvent } from "../event/audit-event.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { IdempotentRequest } from "../store/idempotency.ts";

/** Who calls the management API. */
export type ManagementCaller =
  | {
      readonly type: "operator";
      /** The issuer's name for the person; undefined for the operator token. */
      readonly subject: string | undefined;
      readonly roles: readonly OperatorRole[];
    }
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
    before: ManagedKey | undefined,
    after: ManagedKey,
    atEpochMs: number,
  ): AuditEvent;
}

/** The request to a use case. Its input is valid, and its caller may act for the account. */
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

/** Who did it, as events and keys name them. */
export function actorOf(caller: ManagementCaller): Actor {
  return { type: caller.type, subject: caller.subject };
}
