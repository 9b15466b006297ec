import type { AccountRecord } from "../account/account-record.ts";
import { type Denial, deny, errors } from "../errors.ts";
import type { ManagedKey } from "../key/managed-key.ts";
import type { CommonPorts, KeyPorts } from "./ports.ts";
import type { ManagementRequest } from "./request.ts";

export async function findAccount(
  { accountId }: Pick<ManagementRequest<unknown>, "accountId">,
  { accounts }: CommonPorts,
): Promise<{ readonly kind: "found"; readonly account: AccountRecord } | Denial> {
  const account = await accounts.get(accountId);
  return account ? { kind: "found", account } : deny(errors.accountNotFound);
}

export async function findKey(
  { accountId, input }: ManagementRequest<{ readonly keyId: string }>,
  { keys }: KeyPorts,
): Promise<{ readonly kind: "found"; readonly record: ManagedKey } | Denial> {
  const record = await keys.get(accountId, input.keyId);
  return record ? { kind: "found", record } : deny(errors.keyNotFound);
}

/** Finds a key whosever it is. */
export async function lookUpKey(
  { input }: Pick<ManagementRequest<{ readonly keyId: string }>, "input">,
  { keys }: KeyPorts,
): Promise<{ readonly kind: "found"; readonly record: ManagedKey } | Denial> {
  const record = await keys.find(input.keyId);
  return record ? { kind: "found", record } : deny(errors.keyNotFound);
}
