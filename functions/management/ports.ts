import type { RandomBytes } from "../domain/base62.ts";
import type { Accounts } from "../store/accounts.ts";
import type { KeyPage, KeyQuery } from "../store/key-list.ts";
import type { Keys } from "../store/keys.ts";
import type { ReadKeyring } from "../store/pepper-secret.ts";

/** All that the management API's use cases reach out to. */
export interface ManagementPorts {
  readonly accounts: Accounts;
  readonly keys: Keys;
  readonly listKeys: (query: KeyQuery) => Promise<KeyPage>;
  readonly keyring: ReadKeyring;
  readonly randomBytes: RandomBytes;
  readonly nowEpochMs: () => number;
}

export function nowEpochSeconds(ports: ManagementPorts): number {
  return Math.floor(ports.nowEpochMs() / 1000);
}
