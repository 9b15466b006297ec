import type { Account } from "../api/account.ts";
import type { Caller } from "../api/caller.ts";
import type { KeyCollection } from "../keys/key-collection.ts";

/** The account data that the page has loaded. */
export interface AccountData {
  /** The user whose account it is. */
  readonly caller: Caller;
  /** Undefined until the first key creates the account. */
  readonly account: Account | undefined;
  /** All keys of the account, once there is no cursor. */
  readonly keys: KeyCollection;
}
