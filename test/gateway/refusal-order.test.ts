import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import type { RawResponse } from "../support/raw-http.ts";
import { rawDocumented } from "./support/documented.ts";
import { type CreatedKey, manage, newAccount, newKeyOf } from "./support/operator.ts";
import { startTarget, type Target } from "./support/target.ts";

/*
 * What a request is answered that could be refused for two reasons, in every combination of two: the
 * one that comes first in the contract. Each condition is also met alone.
 */

interface Condition {
  readonly name: string;
  readonly refusal: { readonly status: number; readonly error: string };
  /** Where a request presents no key, or another one. */
  readonly token?: (created: CreatedKey) => string;
  readonly query?: string;
  /** Why no other route can be refused so. */
  readonly isOfVerifyAlone?: boolean;
  readonly account?: object;
  /** Changes of the key, after what was used of it. */
  readonly change?: object;
  readonly isRevoked?: boolean;
  readonly isLimitUsedUp?: boolean;
  /** The quota that is used up. */
  readonly quota?: "day" | "total";
}

const limit = 5;
const invalid = { status: 401, error: "Invalid API key" };
const limited = { status: 429, error: "Rate limit exceeded" };
const overQuota = { status: 429, error: "Quota exceeded" };
const forbidden = (error: string) => ({ status: 403, error });
const planRefusal = "Public API access requires Agency, Master/Business, or Enterprise plan.";

/** In the contract's order; those of one refusal beside each other. */
const conditions: readonly Condition[] = [
  {
    name: "no token",
    refusal: { status: 401, error: "Missing Authorization Bearer token" },
    token: () => "",
  },
  {
    name: "a bad parameter",
    refusal: { status: 400, error: "Invalid parameter: ip" },
    query: "ip=localhost",
    isOfVerifyAlone: true,
  },
  { name: "a malformed key", refusal: invalid, token: ({ key }) => `${key.slice(0, -1)}!` },
  {
    name: "an unknown key",
    refusal: invalid,
    token: () => issueKey(randomBytes, defaultKeyPrefix).text,
  },
  {
    name: "a wrong secret",
    refusal: invalid,
    token: ({ id }) => issueKeyFor(id, randomBytes, defaultKeyPrefix).text,
  },
  { name: "a revoked key", refusal: invalid, isRevoked: true },
  { name: "a paused key", refusal: invalid, change: { is_active: false } },
  { name: "an expired key", refusal: invalid, change: { expires_at: null } },
  {
    name: "a suspended account",
    refusal: forbidden("Account suspended"),
    account: { is_suspended: true },
  },
  { name: "the plan", refusal: forbidden(planRefusal), account: { plan: "free" } },
  {
    name: "the address",
    refusal: forbidden("API key is not allowed from this IP address"),
    change: { allowed_ips: ["198.51.100.7"] },
  },
  {
    name: "the scope",
    refusal: forbidden("API key lacks the scope models:read"),
    query: "scope=models:read",
    change: { scopes: ["account:read"] },
  },
  {
    name: "the cost",
    refusal: forbidden("Request cost exceeds the API key's limit"),
    query: `cost=${limit + 1}`,
    isOfVerifyAlone: true,
  },
  { name: "the limit", refusal: limited, isLimitUsedUp: true },
  { name: "the day's quota", refusal: overQuota, quota: "day" },
  { name: "the total quota", refusal: overQuota, quota: "total" },
];

const alone = conditions.map((condition) => [condition]);
const pairs = conditions.flatMap((first, index) =>
  conditions
    .slice(index + 1)
    // One request presents one key.
    .filter((second) => !(first.token && second.token) || first === conditions[0])
    .map((second) => [first, second]),
);

let latchkey: Target;

beforeAll(async () => {
  latchkey = await startTarget();
});

afterAll(async () => {
  await latchkey.stop();
});

/** A key that all of the conditions are true of, and what is asked of it. */
async function given(met: readonly Condition[]) {
  const accountId = await newAccount(latchkey, "agency");
  const path = `/accounts/${accountId}`;
  const isLimitUsedUp = met.some((condition) => condition.isLimitUsedUp);
  const periods = met.flatMap(({ quota }) => quota ?? []);
  const isUsed = isLimitUsedUp || periods.length > 0;
  const used = isLimitUsedUp ? limit : isUsed ? 2 : 0;
  const quotas = Object.fromEntries(periods.map((period) => [period, used]));
  const created = await newKeyOf(latchkey, accountId, {
    rate_limit_per_minute: limit,
    ...(periods.length > 0 ? { quotas } : {}),
  });
  if (isUsed) expect((await verify(created.key, [`cost=${used}`])).status).toBe(200);

  const change = Object.assign({}, ...met.map((condition) => condition.change ?? {}));
  if ("expires_at" in change) {
    change.expires_at = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toISOString();
  }
  const account = Object.assign({}, ...met.map((condition) => condition.account ?? {}));
  if (Object.keys(change).length > 0) {
    await done(manage(latchkey, "PATCH", `${path}/keys/${created.id}`, change));
  }
  if (Object.keys(account).length > 0) await done(manage(latchkey, "PUT", path, account));
  if (met.some(({ isRevoked }) => isRevoked)) {
    await done(manage(latchkey, "DELETE", `${path}/keys/${created.id}`));
  }
  const token = met.find((condition) => condition.token)?.token?.(created) ?? created.key;
  return { token, used, periods, expiresAt: change.expires_at };
}

async function done(answering: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answering;
  if (status !== 200) throw new Error(`not done: ${status} ${text}`);
}

function verify(token: string, query: readonly string[]): Promise<RawResponse> {
  const parameters = query.length > 0 ? `?${query.join("&")}` : "";
  return ask(`/api/v1/verify${parameters}`, token);
}

function ask(target: string, token: string): Promise<RawResponse> {
  const authorization = token === "" ? [] : [`Authorization: Bearer ${token}`];
  return rawDocumented(latchkey.url, [`GET ${target} HTTP/1.1`, ...authorization]);
}

const named =
  /^(content-type|(x-amzn-remapped-)?www-authenticate|retry-after|x-latchkey-.*|x-ratelimit-(limit|remaining)|ratelimit-policy)$/;

function toldBy({ status, headers, body }: RawResponse) {
  const told = Object.entries(headers).filter(([name]) => named.test(name));
  return { status, body, headers: Object.fromEntries(told) };
}

/** The contract's answer to the first of the conditions. */
function expected(
  [first, ...others]: readonly Condition[],
  { used, periods }: { readonly used: number; readonly periods: readonly string[] },
  isVerify: boolean,
) {
  if (!first) throw new Error("no condition is met");
  const { status, error } = first.refusal;
  const common = { "content-type": "application/json" };
  const repeated = isVerify && status !== 401 ? { "x-latchkey-error": error } : {};
  const policies = periods.map(
    (period) => `, "${period}";q=${used}${period === "day" ? ";w=86400" : ""}`,
  );
  const neverFits = [first, ...others].some(({ quota }) => quota === "total");
  const rateLimit = {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(limit - used),
    "ratelimit-policy": `"default";q=${limit};w=60${policies.join("")}`,
    ...(neverFits ? {} : { "retry-after": expect.stringMatching(/^[1-9][0-9]*$/) }),
  };
  const challenge = 'Bearer error="insufficient_scope", scope="models:read"';
  return {
    status,
    body: JSON.stringify({ error }),
    headers: {
      ...common,
      ...repeated,
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...(first.name === "the scope" ? { "x-amzn-remapped-www-authenticate": challenge } : {}),
      ...(status === 429 ? rateLimit : {}),
    },
  };
}

/** The wait for the limit is at most 61 s; where a day's quota is used up too, it is the longest. */
function expectWait(met: readonly Condition[], retryAfter: unknown): void {
  if (retryAfter === undefined) return;
  const secondsPerDay = 86_400;
  const toMidnight = secondsPerDay - ((Date.now() / 1000) % secondsPerDay);
  const isDaily = met.some(({ quota }) => quota === "day");
  const atLeast = isDaily ? toMidnight : 1;
  const atMost = isDaily ? Math.max(toMidnight + 30, 61) : 61;
  expect(Number(retryAfter)).toBeGreaterThanOrEqual(Math.floor(atLeast));
  expect(Number(retryAfter)).toBeLessThanOrEqual(atMost);
}

describe("a request with reasons to be refused", () => {
  it("is admitted without them", async () => {
    const { token } = await given([]);
    const query = ["ip=203.0.113.7", "scope=models:read", "cost=1"];
    expect(await verify(token, query)).toMatchObject({ status: 200 });
    expect(await ask("/api/v1/models", token)).toMatchObject({ status: 200 });
  });

  it.each([...alone, ...pairs].map((met) => ({ title: titleOf(met), met })))(
    "is answered as the contract orders: $title",
    async ({ met }) => {
      const state = await given(met);
      const expiry = state.expiresAt === undefined ? 0 : Date.parse(state.expiresAt);
      while (Date.now() < expiry) await pause(100);
      const query = met.flatMap((condition) => condition.query ?? []);
      const answer = await verify(
        state.token,
        query.some((each) => each.startsWith("ip=")) ? query : [...query, "ip=203.0.113.7"],
      );
      expect(toldBy(answer)).toEqual(expected(met, state, true));
      expectWait(met, answer.headers["retry-after"]);
      if (met.some(({ isOfVerifyAlone }) => isOfVerifyAlone)) return;
      const other = await ask("/api/v1/models", state.token);
      expect(toldBy(other)).toEqual(expected(met, state, false));
      expectWait(met, other.headers["retry-after"]);
    },
  );
});

function titleOf(met: readonly Condition[]): string {
  return met.map(({ name }) => name).join(", then ");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
