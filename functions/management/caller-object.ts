import type { ManagementCaller } from "../../core/management/request.ts";

/** Describes the owner of a credential to the caller who presents it. */
export function callerObject(caller: ManagementCaller) {
  const isUser = caller.type === "user";
  return {
    object: "caller",
    type: caller.type,
    account_id: isUser ? caller.accountId : null,
    subject: caller.subject ?? null,
    roles: isUser ? [] : caller.roles,
  } as const;
}
