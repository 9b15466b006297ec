import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { RandomBytes } from "../../core/key/base62.ts";
import type { Keyring } from "../../core/key/pepper.ts";
import type { Accounts } from "../../core/store/accounts.ts";
import type { ListEvents } from "../../core/store/events.ts";
import type { ListKeys } from "../../core/store/key-list.ts";
import type { Keys } from "../../core/store/keys.ts";
import type { Deadline } from "../../core/time/deadline.ts";

/** The peppers. Fetches them again if the cached ones lack the requested version. */
export type RequestKeyring = (neededVersion?: string) => Promise<Keyring>;

/** The ports of every management use case, for one request and until its deadline. */
export interface CommonPorts {
  readonly accounts: Accounts;
  /** Signs cursors. */
  readonly keyring: RequestKeyring;
  readonly nowEpochMs: () => number;
  /** A new ULID for an event at that time, which alone decides how it sorts among others. */
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

/** Makes the ports of one request. */
export type PortsFor<Ports> = (deadline: Deadline) => Ports;

export type UseCase<Ports> = (
  event: APIGatewayProxyEvent,
  ports: Ports,
) => Promise<APIGatewayProxyResult>;
