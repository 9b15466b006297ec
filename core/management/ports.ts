import type { Config } from "../config/config.ts";
import type { RandomBytes } from "../key/base62.ts";
import type { Keyring } from "../key/pepper.ts";
import type { Accounts } from "../store/accounts.ts";
import type { ListAllEvents } from "../store/all-events.ts";
import type { ListEvents } from "../store/events.ts";
import type { ListKeys } from "../store/key-list.ts";
import type { Keys } from "../store/keys.ts";
import type { ListRefusals } from "../store/refusals.ts";

/** The peppers. Fetches them again if the cached ones lack the requested version. */
export type RequestKeyring = (neededVersion?: string) => Promise<Keyring>;

/** The ports of every use case, for one request and until its deadline. */
export interface CommonPorts {
  readonly config: Config;
  readonly accounts: Accounts;
  readonly listRefusals: ListRefusals;
  /** Signs cursors. */
  readonly keyring: RequestKeyring;
}

export interface AccountPorts extends CommonPorts {
  readonly listEvents: ListEvents;
  readonly listAllEvents: ListAllEvents;
}

export interface KeyPorts extends CommonPorts {
  readonly keys: Keys;
  readonly listKeys: ListKeys;
  readonly randomBytes: RandomBytes;
}
