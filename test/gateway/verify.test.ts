import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { type RawResponse, rawRequest } from "../support/raw-http.ts";
import { rawDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

/** In the default configuration of a local run, servers on loopback addresses are trusted. */
const trusted = "127.0.0.1";
const untrusted = "127.0.0.2";

async function verify(key: string, query = "", from = trusted): Promise<RawResponse> {
  const lines = [`GET /api/v1/verify${query} HTTP/1.1`, `Authorization: Bearer ${key}`];
  return rawDocumented(latchkey.url, lines, "", from);
}

/** What a gateway may go by, without what differs from request to request. */
function toldBy({ status, headers, body }: RawResponse) {
  const told = Object.entries(headers).filter(([name]) =>
    /^(x-latchkey-|x-ratelimit-(limit|remaining)|ratelimit-policy|retry-after|x-amzn-remapped)/.test(
      name,
    ),
  );
  return { status, body, headers: Object.fromEntries(told) };
}

async function newKey(fields: Record<string, unknown> = {}, plan = "agency") {
  const accountId = await newAccount(latchkey, plan);
  return { accountId, ...(await newKeyOf(latchkey, accountId, fields)) };
}

function refusal(status: number, error: string, headers: Record<string, unknown> = {}) {
  const body = JSON.stringify({ error });
  return { status, body, headers: { "x-latchkey-error": error, ...headers } };
}

describe("GET /api/v1/verify", () => {
  it("answers a good key with its holder and what is left, byte for byte", async () => {
    const { accountId, id, key } = await newKey({ rate_limit_per_minute: 5 });
    const before = Math.floor(Date.now() / 1000);
    const answer = await verify(key);
    expect(toldBy(answer)).toEqual({
      status: 200,
      body: `{"object":"verification","account_id":"${accountId}","plan":"agency","key_id":"${id}","remaining":4}`,
      headers: {
        "x-latchkey-account": accountId,
        "x-latchkey-key": id,
        "x-latchkey-plan": "agency",
        "x-ratelimit-limit": "5",
        "x-ratelimit-remaining": "4",
        "ratelimit-policy": '"default";q=5;w=60',
      },
    });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(Number(answer.headers["x-ratelimit-reset"])).toBeGreaterThanOrEqual(before + 61);
    expect(answer.headers.ratelimit).toMatch(/^"default";r=4;t=(60|61)$/);
  });

  it("counts the cost that is asked for, and 1 without", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 60 });
    const left = async (query: string) => JSON.parse((await verify(key, query)).body).remaining;
    expect(await left("?cost=7")).toBe(53);
    expect(await left("")).toBe(52);
    expect(await left("?cost=52")).toBe(0);
    expect(toldBy(await verify(key))).toMatchObject({ status: 429 });
  });

  it("answers 401 as every route does, whatever the parameters of a made-up key", async () => {
    const made = issueKey((size) => new Uint8Array(size), defaultKeyPrefix).text;
    for (const key of [made, "junk"]) {
      expect(await verify(key)).toMatchObject({ status: 401, body: '{"error":"Invalid API key"}' });
    }
    const lines = ["GET /api/v1/verify HTTP/1.1"];
    expect(await rawDocumented(latchkey.url, lines)).toMatchObject({
      status: 401,
      body: '{"error":"Missing Authorization Bearer token"}',
    });
    // Without a single token nothing is judged, the parameters neither.
    const basic = ["GET /api/v1/verify?cost=0 HTTP/1.1", "Authorization: Basic eA=="];
    expect(await rawDocumented(latchkey.url, basic)).toMatchObject({ status: 401 });
  });

  it("answers 403 with the reason, and repeats it in a header", async () => {
    const plan = "Public API access requires Agency, Master/Business, or Enterprise plan.";
    expect(toldBy(await verify((await newKey({}, "pro")).key))).toEqual(refusal(403, plan));

    const suspended = await newKey();
    const isSuspended = { is_suspended: true };
    await manage(latchkey, "PUT", `/accounts/${suspended.accountId}`, isSuspended);
    expect(toldBy(await verify(suspended.key))).toEqual(refusal(403, "Account suspended"));

    const scoped = await newKey({ scopes: ["account:read"] });
    const lacks = refusal(403, "API key lacks the scope models:read", {
      "x-amzn-remapped-www-authenticate": 'Bearer error="insufficient_scope", scope="models:read"',
    });
    expect(toldBy(await verify(scoped.key, "?scope=models:read"))).toEqual(lacks);
    expect((await verify(scoped.key, "?scope=account:read")).status).toBe(200);
    expect((await verify(scoped.key)).status).toBe(200);

    const small = await newKey({ rate_limit_per_minute: 5 });
    const tooMuch = "Request cost exceeds the API key's limit";
    expect(toldBy(await verify(small.key, "?cost=6"))).toEqual(refusal(403, tooMuch));
  });

  it("answers 429 over the limit and over a quota, with Retry-After unless it never renews", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 1 });
    await verify(key);
    const limited = await verify(key);
    expect(toldBy(limited)).toEqual(
      refusal(429, "Rate limit exceeded", {
        "retry-after": expect.stringMatching(/^([1-9]|[1-5][0-9]|6[01])$/),
        "x-ratelimit-limit": "1",
        "x-ratelimit-remaining": "0",
        "ratelimit-policy": '"default";q=1;w=60',
      }),
    );

    const rateLimit = { "x-ratelimit-limit": "60", "x-ratelimit-remaining": "59" };
    const daily = await newKey({ quotas: { day: 1 } });
    await verify(daily.key);
    expect(toldBy(await verify(daily.key))).toEqual(
      refusal(429, "Quota exceeded", {
        "retry-after": expect.stringMatching(/^[1-9][0-9]{0,4}$/),
        ...rateLimit,
        "ratelimit-policy": '"default";q=60;w=60, "day";q=1;w=86400',
      }),
    );

    const once = await newKey({ quotas: { total: 1 } });
    await verify(once.key);
    const spent = await verify(once.key);
    expect(toldBy(spent)).toEqual(
      refusal(429, "Quota exceeded", {
        ...rateLimit,
        "ratelimit-policy": '"default";q=60;w=60, "total";q=1',
      }),
    );
    expect(spent.headers.ratelimit).toMatch(/^"default";r=59;t=[0-9]+, "total";r=0$/);
  });

  it.each([
    ["cost", ["cost=0", "cost=01", "cost=1001", "cost=", "cost", "cost=1&cost=1", "cost=1&cost=x"]],
    ["scope", ["scope=models:write", "scope=", "scope=models:read&scope=models:read"]],
    ["ip", ["ip=localhost", "ip=", "ip=10.0.0.0/8", "ip=::1&ip=::1", "ip=fe80::1%25eth0"]],
  ])("answers 400 to a %s at fault, and uses nothing", async (name, queries) => {
    const { key } = await newKey({ rate_limit_per_minute: 2 });
    const expected = refusal(400, `Invalid parameter: ${name}`);
    for (const query of queries) {
      expect([query, toldBy(await verify(key, `?${query}`))]).toEqual([query, expected]);
    }
    // A gateway may append parameters of its own.
    const query = "?uri=/x&uri=/y&Cost=0";
    const lines = [`GET /api/v1/verify${query} HTTP/1.1`, `Authorization: Bearer ${key}`];
    expect(await rawRequest(latchkey.url, lines)).toMatchObject({
      status: 200,
      body: expect.stringContaining('"remaining":1}'),
    });
  });
});

describe("the address that verify judges", () => {
  const forbidden = refusal(403, "API key is not allowed from this IP address");

  it("is the parameter's, from a server that is trusted", async () => {
    const { key } = await newKey({ allowed_ips: ["203.0.113.0/24", "2001:db8::/32"] });
    for (const ip of ["203.0.113.7", "2001:db8::7", "2001:DB8:0:0::7", "::ffff:203.0.113.7"]) {
      expect([ip, (await verify(key, `?ip=${ip}`)).status]).toEqual([ip, 200]);
    }
    expect(toldBy(await verify(key, "?ip=203.0.114.7"))).toEqual(forbidden);
    // Its own address is nobody's who called it.
    expect(toldBy(await verify(key))).toEqual(forbidden);
  });

  it("is the connection's from anybody else, whatever parameter and headers say", async () => {
    const others = await newKey({ allowed_ips: ["203.0.113.7"] });
    expect(toldBy(await verify(others.key, "?ip=203.0.113.7", untrusted))).toEqual(forbidden);
    const lines = [
      "GET /api/v1/verify?ip=203.0.113.7 HTTP/1.1",
      `Authorization: Bearer ${others.key}`,
      "X-Forwarded-For: 127.0.0.1",
      "X-Latchkey-Origin-Secret: guess",
    ];
    const forged = await rawDocumented(latchkey.url, lines, "", untrusted);
    expect(toldBy(forged)).toEqual(forbidden);
    const own = await newKey({ allowed_ips: [untrusted] });
    expect((await verify(own.key, "", untrusted)).status).toBe(200);
    expect((await verify(own.key, "?ip=203.0.113.7", untrusted)).status).toBe(200);
  });

  it("is the viewer's on every other route, as the distribution saw it", async () => {
    const { key } = await newKey({ allowed_ips: [untrusted] });
    const lines = ["GET /api/v1/models HTTP/1.1", `Authorization: Bearer ${key}`];
    const from = async (address: string) =>
      (await rawDocumented(latchkey.url, lines, "", address)).status;
    expect(await from(untrusted)).toBe(200);
    expect(await from(trusted)).toBe(403);
    expect((await callModels(latchkey, key)).text).toBe(
      '{"error":"API key is not allowed from this IP address"}',
    );
  });
});

describe("verify by any method", () => {
  const line = (method: string) => `${method} /api/v1/verify?cost=2 HTTP/1.1`;

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("answers %s alike", async (method) => {
    const { key } = await newKey({ rate_limit_per_minute: 5 });
    const lines = [line(method), `Authorization: Bearer ${key}`];
    expect(await rawRequest(latchkey.url, lines)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^\{"object":"verification",.*"remaining":3\}$/),
    });
  });

  it("answers HEAD with the headers alone", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 5 });
    const lines = [line("HEAD"), `Authorization: Bearer ${key}`];
    expect(await rawRequest(latchkey.url, lines)).toMatchObject({
      status: 200,
      headers: { "x-ratelimit-remaining": "3", "x-latchkey-plan": "agency" },
      body: "",
    });
  });

  it("takes nothing from a body: neither the status nor the parameters", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 1 });
    await verify(key);
    const body = '{"statusCode":200,"cost":0}';
    const post = (contentType: string) =>
      rawRequest(
        latchkey.url,
        [
          line("POST"),
          `Authorization: Bearer ${key}`,
          `Content-Type: ${contentType}`,
          `Content-Length: ${body.length}`,
        ],
        body,
      );
    expect((await post("application/json")).status).toBe(403);
    expect(await post("text/plain")).toMatchObject({ status: 404, body: '{"error":"Not found"}' });
  });
});
