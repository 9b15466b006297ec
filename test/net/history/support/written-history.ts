import type { Credential, DatabaseCall, Exchange, History, Interval } from "../exchange.ts";

/** Seconds from the history's begin, to write down. */
type Times = readonly [startSeconds: number, endSeconds: number];

const account = "acct_1";
const keyId = "key00001";

interface Written {
  readonly credential?: Credential;
  readonly headers?: Readonly<Record<string, string>>;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly json?: object;
}

/** A history that is written by hand: one account on `agency`, and one key unless more are made. */
export class WrittenHistory {
  readonly #exchanges: Exchange[] = [];
  readonly #disturbances: Interval[] = [];
  readonly #calls: DatabaseCall[] = [];

  get history(): History {
    return {
      exchanges: this.#exchanges,
      disturbances: this.#disturbances,
      databaseCalls: this.#calls,
    };
  }

  /** @param status 0 for a connection that broke */
  add(times: Times, method: string, target: string, status: number, written: Written = {}): this {
    const { credential = { kind: "operator" }, headers = {}, body, json = {} } = written;
    const id = this.#exchanges.length;
    const answerHeaders = { "x-amzn-requestid": `request ${id}`, ...written.answerHeaders };
    const text = JSON.stringify(json);
    this.#exchanges.push({
      id,
      startMs: times[0] * 1000,
      endMs: times[1] * 1000,
      asked: { method, target, credential, headers, body: body && JSON.stringify(body) },
      answered: status === 0 ? undefined : { status, headers: new Headers(answerHeaders), text },
    });
    return this;
  }

  account(times: Times, fields: object = {}, status = 201): this {
    const json = {
      object: "account",
      account_id: account,
      plan: "agency",
      name: null,
      max_active_keys: 2,
      ...fields,
    };
    const body = { plan: "agency", ...fields };
    return this.add(times, "PUT", `/api/manage/v1/accounts/${account}`, status, { body, json });
  }

  /** Makes a key, whose secret is named by the place of this exchange. */
  key(times: Times, fields: object = {}, status = 201, headers: Record<string, string> = {}): this {
    const json = keyObject(fields);
    const body = { name: "Key" };
    return this.add(times, "POST", `/api/manage/v1/accounts/${account}/keys`, status, {
      body,
      json,
      headers,
    });
  }

  patch(times: Times, body: object, status = 200): this {
    const json = keyObject(body);
    return this.add(times, "PATCH", `/api/manage/v1/accounts/${account}/keys/${keyId}`, status, {
      body,
      json,
    });
  }

  revoke(times: Times, status = 200, id = keyId): this {
    const json = keyObject({ id, is_active: false, revoked_at: "1970-01-01T00:00:01Z" });
    return this.add(times, "DELETE", `/api/manage/v1/accounts/${account}/keys/${id}`, status, {
      json,
    });
  }

  rotate(times: Times, graceSeconds: number, status = 201): this {
    const body = { grace_period_seconds: graceSeconds };
    const target = `/api/manage/v1/accounts/${account}/keys/${keyId}/rotate`;
    return this.add(times, "POST", target, status, { body, json: keyObject({}) });
  }

  read(times: Times, fields: object): this {
    const target = `/api/manage/v1/accounts/${account}/keys/${keyId}`;
    return this.add(times, "GET", target, 200, { json: keyObject(fields) });
  }

  list(times: Times, what: "keys" | "events", data: readonly object[], query = ""): this {
    const json = { object: "list", data, next_cursor: null };
    return this.add(times, "GET", `/api/manage/v1/accounts/${account}/${what}${query}`, 200, {
      json,
    });
  }

  /** @param remaining what the answer says is left; the limit is 2 */
  use(times: Times, status: number, remaining = 0, secret = 1): this {
    const answerHeaders = {
      "x-ratelimit-limit": "2",
      "x-ratelimit-remaining": String(remaining),
      "retry-after": "61",
    };
    const credential = { kind: "key", keyId, secret } as const;
    return this.add(times, "GET", "/api/v1/models", status, { credential, answerHeaders });
  }

  disturbed([startSeconds, endSeconds]: Times): this {
    this.#disturbances.push({ startMs: startSeconds * 1000, endMs: endSeconds * 1000 });
    return this;
  }

  call(atSeconds: number): this {
    this.#calls.push({ atMs: atSeconds * 1000, operation: "UpdateItem" });
    return this;
  }
}

/** An account from second 0 and a key from second 1 on, of limit 2. */
export function withKey(fields: object = {}): WrittenHistory {
  return new WrittenHistory().account([0, 0.1]).key([1, 1.1], fields);
}

export function keyObject(fields: object) {
  return {
    object: "api_key",
    id: keyId,
    account_id: account,
    name: "Key",
    environment: "production",
    rate_limit_per_minute: 2,
    is_active: true,
    expires_at: null,
    revoked_at: null,
    ...fields,
  };
}

/** An event of the request at a place in the history. */
export function event(
  request: number,
  action: string,
  changes: object,
  key: string | null = keyId,
) {
  return {
    id: `event ${request}`,
    action,
    key_id: key,
    changes,
    request_id: `request ${request}`,
    created_at: "1970-01-01T00:00:00Z",
  };
}
