import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { RandomBytes } from "../domain/base62.ts";
import type { Accounts } from "../store/accounts.ts";
import type { ListEvents } from "../store/events.ts";
import type { ListKeys } from "../store/key-list.ts";
import type { Keys } from "../store/keys.ts";
import type { ReadKeyring } from "../store/pepper-secret.ts";

/** What every use case of the management API reaches out to. */
export interface CommonPorts {
  readonly accounts: Accounts;
  /** Signs cursors. */
  readonly keyring: ReadKeyring;
  readonly nowEpochMs: () => number;
  /** A new ULID for an event at that time. */
  readonly newEventId: (atEpochMs: number) => string;
}

export interface AccountPorts extends CommonPorts {
  readonly listEvents: ListEvents;
}

export interface KeyPorts extends CommonPorts {
  readonly keys: Keys;
  readonly listKeys: ListKeys;
  readonly randomBytes: RandomBytes;
}

export type UseCase<Ports> = (
  event: APIGatewayProxyEvent,
  ports: Ports,
) => Promise<APIGatewayProxyResult>;
