import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { Pool } from "undici";

export interface SiegeOptions {
  readonly url: string;
  readonly operatorToken: string;
  /** Anonymous requests at each of the two APIs. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Between an operator's rounds of three calls, so that they stay below the rate themselves. */
  readonly pauseMs: number;
}

export interface OperatorCall {
  /** From the beginning of the flood. */
  readonly atMs: number;
  readonly tookMs: number;
  readonly status: number;
}

export interface Siege {
  /** The attacker's requests to each API. */
  readonly sent: number;
  /** When the first anonymous request of the management API was blocked by address; else Infinity. */
  readonly heldBackAtMs: number;
  readonly calls: readonly OperatorCall[];
  readonly revocations: number;
  /** Requests that were admitted after the response to the revocation of their key. */
  readonly admittedAfterwards: number;
}

const attackers = "127.0.0.2";
const operators = "127.0.0.1";
const tickMs = 20;

/**
 * Floods both APIs of a local run from one address while an operator works from another: reads the account,
 * makes keys and revokes them, by the route that is flooded.
 */
export async function besiege(options: SiegeOptions): Promise<Siege> {
  const { url, operatorToken, seconds, pauseMs } = options;
  const attacker = poolFrom(attackers, url, 64);
  const operator = poolFrom(operators, url, 4);
  let startedAtMs = performance.now();
  const now = () => performance.now() - startedAtMs;
  try {
    const account = `/accounts/siege_${randomBytes(4).toString("hex")}`;
    const worker = new Operator(operator, operatorToken, account, now);
    await worker.open();
    startedAtMs = performance.now();
    const flood = startFlood(attacker, options, now);
    while (now() < seconds * 1000) {
      await worker.call("GET", account);
      await worker.revokeOne();
      await setTimeout(pauseMs);
    }
    const { calls, revocations, admittedAfterwards } = worker;
    return { ...(await flood.stop()), calls, revocations, admittedAfterwards };
  } finally {
    await Promise.all([attacker.destroy(), operator.destroy()]);
  }
}

function poolFrom(localAddress: string, url: string, connections: number): Pool {
  return new Pool(url, { connections, localAddress });
}

/** Sends at a steady rate, whether or not there are answers: nobody waits for a flood. */
function startFlood(pool: Pool, { perSecond, seconds }: SiegeOptions, now: () => number) {
  let sent = 0;
  let heldBackAtMs = Number.POSITIVE_INFINITY;
  const send = async (method: "GET" | "DELETE", path: string) => {
    const { statusCode, body } = await pool.request({ method, path });
    await body.dump();
    if (method === "DELETE" && statusCode === 403) heldBackAtMs = Math.min(heldBackAtMs, now());
  };
  const ignore = () => {};
  const timer = setInterval(() => {
    const due = Math.floor((Math.min(now(), seconds * 1000) / 1000) * perSecond);
    for (; sent < due; sent++) {
      send("DELETE", "/api/manage/v1/accounts/a/keys/AAAAAAAA").catch(ignore);
      send("GET", "/api/v1/models").catch(ignore);
    }
  }, tickMs);
  return {
    async stop() {
      clearInterval(timer);
      return { sent, heldBackAtMs };
    },
  };
}

class Operator {
  readonly calls: OperatorCall[] = [];
  revocations = 0;
  admittedAfterwards = 0;
  readonly #pool: Pool;
  readonly #token: string;
  readonly #account: string;
  readonly #now: () => number;

  constructor(pool: Pool, token: string, account: string, now: () => number) {
    this.#pool = pool;
    this.#token = token;
    this.#account = account;
    this.#now = now;
  }

  async open(): Promise<void> {
    const account = { plan: "enterprise", max_active_keys: 90 };
    const { status } = await this.#send("PUT", this.#account, account);
    if (status !== 201) throw new Error(`the operator could not make an account: ${status}`);
  }

  async call(method: "GET" | "POST" | "DELETE", path: string, body?: object) {
    const atMs = this.#now();
    const { status, json } = await this.#send(method, path, body);
    this.calls.push({ atMs, tookMs: this.#now() - atMs, status });
    return { status, json };
  }

  /** A key is made, used, revoked and used once more. */
  async revokeOne(): Promise<void> {
    const made = await this.call("POST", `${this.#account}/keys`, { name: "Siege" });
    if (made.status !== 201) return;
    const { id, key } = made.json;
    await this.#use(String(key));
    const { status } = await this.call("DELETE", `${this.#account}/keys/${String(id)}`);
    if (status !== 200) return;
    this.revocations += 1;
    if ((await this.#use(String(key))) === 200) this.admittedAfterwards += 1;
  }

  async #use(key: string): Promise<number> {
    const headers = { Authorization: `Bearer ${key}` };
    const { statusCode, body } = await this.#pool.request({
      method: "GET",
      path: "/api/v1/models",
      headers,
    });
    await body.dump();
    return statusCode;
  }

  async #send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: object) {
    const response = await this.#pool.request({
      method,
      path: `/api/manage/v1${path}`,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body ? { "Content-Type": "application/json" } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    const text = await response.body.text();
    const json: Record<string, unknown> = response.statusCode < 300 ? JSON.parse(text) : {};
    return { status: response.statusCode, json };
  }
}
