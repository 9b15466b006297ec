import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AccountRecord, newAccount } from "../../core/account/account-record.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import type { AccountPorts, KeyPorts } from "../../core/management/ports.ts";
import type { Endpoint } from "../../functions/management/endpoint.ts";
import { newKey } from "./keys.ts";
import { ManagementHouse } from "./management-house.ts";
import { type EventParts, proxyEvent } from "./proxy-event.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

type AnyEndpoint = Endpoint<AccountPorts & KeyPorts>;

/** The management API with one account that has one key. */
export class OneKeyHouse {
  readonly #house = new ManagementHouse();
  readonly store = this.#house.store;
  readonly keyring = this.#house.keyring;
  readonly refusals = this.#house.refusals;

  constructor() {
    const account = newAccount("acct_1", "agency", 1_700_000_000_000, 25);
    this.account = { ...account, activeKeyIds: ["3kTMd92x"] };
    this.record = newKey(this.keyring, { id: "3kTMd92x" }).record;
  }

  get account(): AccountRecord {
    const [account] = this.store.accountRecords.values();
    if (!account) throw new Error("there is no account");
    return account;
  }

  set account(account: AccountRecord) {
    this.store.accountRecords.set(account.id, account);
  }

  /** The newest key. */
  get record(): ManagedKey {
    const record = [...this.store.records.values()].at(-1);
    if (!record) throw new Error("there is no key");
    return record;
  }

  set record(record: ManagedKey) {
    this.store.put(record);
  }

  get events() {
    return this.store.events;
  }

  get nowEpochMs(): number {
    return this.store.nowEpochMs;
  }

  set nowEpochMs(nowEpochMs: number) {
    this.store.nowEpochMs = nowEpochMs;
  }

  /** An operator's call on the key, unless the parts say otherwise. A body is JSON, given as text. */
  async call(endpoint: AnyEndpoint, parts: EventParts = {}): Promise<APIGatewayProxyResult> {
    return endpoint(this.event(parts), this.#house.ports);
  }

  event(parts: EventParts = {}): APIGatewayProxyEvent {
    return proxyEvent({
      method: "POST",
      pathParameters: { account_id: "acct_1", id: "3kTMd92x" },
      authorizer: { actor: "operator", roles: "admin" },
      ...parts,
      headers: { "Content-Type": "application/json", ...parts.headers },
    });
  }

  /** The response to a rejected call that changes nothing. */
  async refusal(endpoint: AnyEndpoint, parts: EventParts): Promise<Refusal> {
    const before = this.#everything();
    const refusal = await refusalOf(this.call(endpoint, parts));
    if (this.#everything().some((part, index) => part !== before[index])) {
      throw new Error("what was refused has left a trace");
    }
    return refusal;
  }

  #everything(): readonly unknown[] {
    const { records, accountRecords, events } = this.store;
    return [...records.values(), ...accountRecords.values(), ...events];
  }
}
