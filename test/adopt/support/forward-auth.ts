import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { issueKey } from "../../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { startDatabase } from "../../../packages/cfn-local/services/database.ts";
import { manage, newAccount, newKeyOf } from "../../gateway/support/operator.ts";
import {
  type BackendName,
  type GatewayName,
  type RunningProgram,
  startBackend,
  startGateway,
} from "../../support/gateways.ts";
import { type RawResponse, rawRequest } from "../../support/raw-http.ts";
import { type SeverableProxy, startSeverableProxy } from "../../support/severable-proxy.ts";

const unavailable = { status: 503, body: '{"error":"Service temporarily unavailable"}' };

/**
 * Everything that `examples/<gateway>` promises. Reach: the real gateway with the example's
 * configuration, the real back ends, and a local run of Latchkey; 127.0.0.1 only.
 */
export function describeForwardAuth(name: GatewayName): void {
  let tableLine: SeverableProxy;
  let latchkey: RunningLatchkey;
  let authority: SeverableProxy;
  const gateways = new Map<BackendName, RunningProgram>();
  const stops: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    const database = await startDatabase(undefined, undefined);
    stops.push(database.stop);
    tableLine = await startSeverableProxy(database.endpoint);
    stops.push(() => tableLine.close());
    latchkey = await startLocal({ port: 0, dynamodbEndpoint: tableLine.url });
    stops.push(() => latchkey.stop());
    authority = await startSeverableProxy(latchkey.url);
    stops.push(() => authority.close());
    for (const backend of ["python", "go"] as const) {
      const running = await startBackend(backend);
      stops.push(running.stop);
      const gateway = await startGateway(name, authority.url, running.url);
      stops.push(gateway.stop);
      gateways.set(backend, gateway);
    }
  });

  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  function call(
    backend: BackendName,
    path: string,
    headers: readonly string[],
    { method = "GET", body = "", from = "127.0.0.1" } = {},
  ): Promise<RawResponse> {
    const url = gateways.get(backend)?.url ?? "";
    const length = body === "" ? [] : [`Content-Length: ${body.length}`];
    const lines = [`${method} ${path} HTTP/1.1`, ...headers, ...length];
    return rawRequest(url, lines, body, from);
  }

  function bearer(key: string): string {
    return `Authorization: Bearer ${key}`;
  }

  async function newKey(fields: Record<string, unknown> = {}, plan = "agency") {
    const accountId = await newAccount(latchkey, plan);
    return { accountId, ...(await newKeyOf(latchkey, accountId, fields)) };
  }

  describe.each(["python", "go"] as const)(`${name} before a back end in %s`, (backend) => {
    const models = (key: string, options = {}) => call(backend, "/models", [bearer(key)], options);

    it("passes on a request with a good key, without the key and with its holder", async () => {
      const { accountId, id, key } = await newKey({ rate_limit_per_minute: 5 });
      const answer = await models(key);
      expect(answer.status).toBe(200);
      expect(answer.headers).toMatchObject({
        "x-ratelimit-limit": "5",
        "x-ratelimit-remaining": "4",
        "x-ratelimit-reset": expect.stringMatching(/^\d+$/),
        "ratelimit-policy": '"default";q=5;w=60',
        ratelimit: expect.stringMatching(/^"default";r=4;t=(60|61)$/),
      });
      const echo = JSON.parse(answer.body);
      expect(echo).toMatchObject({ backend, method: "GET", path: "/models", body_length: 0 });
      expect(echo.headers).toMatchObject({
        "x-latchkey-account": accountId,
        "x-latchkey-key": id,
        "x-latchkey-plan": "agency",
      });
      expect(answer.body).not.toContain(key);
      expect(echo.headers).not.toHaveProperty("authorization");
    });

    it("counts what a path costs", async () => {
      const { key } = await newKey({ rate_limit_per_minute: 7 });
      const images = await call(backend, "/images?size=1", [bearer(key)]);
      expect(JSON.parse(images.body).path).toBe("/images?size=1");
      expect(images.headers["x-ratelimit-remaining"]).toBe("2");
      const other = await call(backend, "/others/1?cost=0&ip=::1", [bearer(key)]);
      expect(other.headers["x-ratelimit-remaining"]).toBe("1");
    });

    it.each([1, 300_000])("passes on a body of %i bytes, and its type", async (length) => {
      const { key } = await newKey();
      const headers = [bearer(key), "Content-Type: text/x-anything"];
      const body = "x".repeat(length);
      const answer = await call(backend, "/images", headers, { method: "POST", body });
      expect(answer.status).toBe(200);
      const echo = JSON.parse(answer.body);
      expect(echo).toMatchObject({ method: "POST", body_length: length });
      expect(echo.headers["content-type"]).toBe("text/x-anything");
    });

    it("passes on a chunked body", async () => {
      const { key } = await newKey();
      const headers = ["POST /images HTTP/1.1", bearer(key), "Transfer-Encoding: chunked"];
      const url = gateways.get(backend)?.url ?? "";
      const answer = await rawRequest(url, headers, "5\r\nhello\r\n0\r\n\r\n");
      expect(JSON.parse(answer.body)).toMatchObject({ method: "POST", body_length: 5 });
    });

    it.each(["/models", "/health"])("lets no caller of %s say who it is", async (path) => {
      const { id, key } = await newKey();
      const spoofed = [
        "X-Latchkey-Account: spoofed",
        "X-LATCHKEY-KEY: spoofed",
        "x-latchkey-plan: spoofed",
        "X-Latchkey-Error: spoofed",
        "X_Latchkey_Key: spoofed",
        "X-Latchkey_Account: spoofed",
        "X_LATCHKEY-PLAN: spoofed",
      ];
      const answer = await call(backend, path, [bearer(key), ...spoofed]);
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain("spoofed");
      const told = JSON.parse(answer.body).headers["x-latchkey-key"];
      expect(told).toBe(path === "/health" ? undefined : id);
    });

    it("leaves an open path open", async () => {
      const answer = await call(backend, "/health", []);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.headers).filter((header) => /ratelimit/.test(header))).toEqual([]);
    });
  });

  describe(`${name}'s refusals`, () => {
    const models = (key: string, options = {}) => call("go", "/models", [bearer(key)], options);

    function refusal(status: number, error: string, headers: Record<string, unknown> = {}) {
      const told = expect.objectContaining({ "content-type": "application/json", ...headers });
      return expect.objectContaining({ status, body: JSON.stringify({ error }), headers: told });
    }

    it.each([
      ["no header", []],
      ["another scheme", ["Authorization: Basic eA=="]],
      ["two tokens", ["Authorization: Bearer one two"]],
      ["a tab", ["Authorization: Bearer\tone"]],
    ])("are 401 for %s", async (_, headers) => {
      const challenge = { "www-authenticate": "Bearer" };
      const missing = refusal(401, "Missing Authorization Bearer token", challenge);
      expect(await call("go", "/models", headers)).toEqual(missing);
    });

    it("admit nobody by two headers", async () => {
      const { key } = await newKey();
      const answer = await call("go", "/models", [bearer(key), bearer(key)]);
      // nginx refuses this by itself.
      expect(answer.status).toBe(name === "nginx" ? 400 : 401);
    });

    it("are 401 for a made-up, a paused and an expired key", async () => {
      const invalid = refusal(401, "Invalid API key", { "www-authenticate": "Bearer" });
      const made = issueKey((size) => new Uint8Array(size), "sk_live_").text;
      const { accountId, id, key } = await newKey();
      const expiry = Math.ceil(Date.now() / 1000 + 1) * 1000;
      const expired = await newKey({ expires_at: new Date(expiry).toISOString() });
      for (const good of [key, expired.key]) expect((await models(good)).status).toBe(200);
      await manage(latchkey, "PATCH", `/accounts/${accountId}/keys/${id}`, { is_active: false });
      while (Date.now() < expiry) await new Promise((resolve) => setTimeout(resolve, 50));
      for (const bad of ["junk", made, key, expired.key]) {
        expect(await models(bad)).toEqual(invalid);
      }
      const post = { method: "POST", body: "x".repeat(100_000) };
      expect(await models("junk", post)).toMatchObject({ status: 401 });
    });

    it("are 403 with the reason", async () => {
      const plan = "Public API access requires Agency, Master/Business, or Enterprise plan.";
      const said = (error: string) => refusal(403, error, { "x-latchkey-error": error });
      expect(await models((await newKey({}, "pro")).key)).toEqual(said(plan));

      const suspended = await newKey();
      const isSuspended = { is_suspended: true };
      await manage(latchkey, "PUT", `/accounts/${suspended.accountId}`, isSuspended);
      expect(await models(suspended.key)).toEqual(said("Account suspended"));

      const scoped = await newKey({ scopes: ["account:read"] });
      const challenge = 'Bearer error="insufficient_scope", scope="models:read"';
      const lacks = "API key lacks the scope models:read";
      const told = { "www-authenticate": challenge, "x-latchkey-error": lacks };
      expect(await models(scoped.key)).toEqual(refusal(403, lacks, told));
      expect((await call("go", "/others", [bearer(scoped.key)])).status).toBe(200);

      const small = await newKey({ rate_limit_per_minute: 4 });
      const images = await call("go", "/images", [bearer(small.key)]);
      expect(images).toEqual(said("Request cost exceeds the API key's limit"));
    });

    it.each([
      "/%6dodels",
      "/%6Dodels?x=1",
      "//models",
      "/./models",
      "/x/../models",
      "/x/%2e%2e/models",
    ])("cannot be avoided by writing a path as %s", async (path) => {
      const { key } = await newKey({ scopes: ["account:read"] });
      const { status } = await call("go", path, [bearer(key)]);
      expect([400, 403]).toContain(status);
    });

    it("are 403 for an address that the key does not allow, whatever headers say", async () => {
      const { key } = await newKey({ allowed_ips: ["127.0.0.2"] });
      expect(await models(key, { from: "127.0.0.2" })).toMatchObject({ status: 200 });
      const forged = [bearer(key), "X-Forwarded-For: 127.0.0.2", "X-Real-IP: 127.0.0.2"];
      const error = "API key is not allowed from this IP address";
      expect(await call("go", "/models", forged)).toEqual(refusal(403, error));
    });

    it("are 429 over the limit and over a quota", async () => {
      const { key } = await newKey({ rate_limit_per_minute: 1 });
      await models(key);
      const limited = refusal(429, "Rate limit exceeded", {
        "retry-after": expect.stringMatching(/^([1-9]|[1-5][0-9]|6[01])$/),
        "x-ratelimit-limit": "1",
        "x-ratelimit-remaining": "0",
        "ratelimit-policy": '"default";q=1;w=60',
      });
      expect(await models(key)).toEqual(limited);

      const once = await newKey({ quotas: { total: 1 } });
      await models(once.key);
      const spent = await models(once.key);
      expect(spent).toEqual(refusal(429, "Quota exceeded", { "x-ratelimit-remaining": "59" }));
      expect(spent.headers).not.toHaveProperty("retry-after");
    });

    it("begin with the answer to a revocation, under load", async () => {
      const { accountId, id, key } = await newKey({ rate_limit_per_minute: 10_000 }, "enterprise");
      let revokedAt = Infinity;
      let isOver = false;
      const after: RawResponse[] = [];
      let admitted = 0;
      async function caller(): Promise<void> {
        while (!isOver) {
          const begunAt = performance.now();
          const answer = await models(key);
          if (begunAt > revokedAt) after.push(answer);
          else if (answer.status === 200) admitted++;
        }
      }
      const callers = Array.from({ length: 8 }, caller);
      while (admitted < 50) await new Promise((resolve) => setTimeout(resolve, 5));
      const revoked = await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${id}`);
      revokedAt = performance.now();
      expect(revoked.status).toBe(200);
      while (after.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
      isOver = true;
      await Promise.all(callers);
      expect(after.filter(({ status }) => status === 200)).toEqual([]);
      expect(after.at(-1)).toMatchObject({ status: 401, body: '{"error":"Invalid API key"}' });
    });
  });

  describe(`${name} without its authority`, () => {
    async function expectOutage(key: string, begin: () => void, end: () => void) {
      const ask = (path: string, token = key) => call("go", path, [bearer(token)]);
      expect((await ask("/models")).status).toBe(200);
      begin();
      try {
        const refused = await ask("/models");
        expect(refused).toMatchObject(unavailable);
        expect(refused.headers).toMatchObject({
          "content-type": "application/json",
          "retry-after": "1",
        });
        expect((await ask("/health")).status).toBe(200);
      } finally {
        end();
      }
      await expect(ask("/models")).resolves.toMatchObject({ status: 200 });
    }

    it("answers 503 while nobody answers there, and recovers by itself", async () => {
      const { key } = await newKey();
      await expectOutage(
        key,
        () => authority.cut(),
        () => authority.mend(),
      );
    });

    it("answers 503 in time while nothing comes back, and recovers by itself", async () => {
      const { key } = await newKey();
      const before = performance.now();
      await expectOutage(
        key,
        () => authority.stall(),
        () => authority.mend(),
      );
      expect(performance.now() - before).toBeLessThan(20_000);
    });

    it("answers 503 while the table is out of reach, and recovers by itself", async () => {
      const { key } = await newKey();
      await expectOutage(
        key,
        () => tableLine.cut(),
        () => tableLine.mend(),
      );
    });

    it("tells a failure of the back end from one of the authority", async () => {
      const { key } = await newKey();
      const gone = await startBackend("python");
      const gateway = await startGateway(name, authority.url, gone.url);
      await gone.stop();
      try {
        const lines = ["GET /models HTTP/1.1", bearer(key)];
        const answer = await rawRequest(gateway.url, lines);
        // HAProxy answers 503 too, with a page of its own.
        expect(answer.status).toBe(name === "haproxy" ? 503 : 502);
        expect(answer.body).not.toBe(unavailable.body);
      } finally {
        await gateway.stop();
      }
    });

    it("admits nobody by a 200 of something else", async () => {
      const stranger = await startBackend("go");
      const gateway = await startGateway(name, stranger.url, stranger.url);
      try {
        const lines = ["GET /models HTTP/1.1", bearer("anything")];
        expect((await rawRequest(gateway.url, lines)).status).toBeGreaterThanOrEqual(502);
      } finally {
        await gateway.stop();
        await stranger.stop();
      }
    });
  });

  it(`${name} keeps connections to its authority open`, async () => {
    const { key } = await newKey({ rate_limit_per_minute: 100 });
    const before = authority.connections();
    for (let calls = 0; calls < 20; calls++) await call("go", "/models", [bearer(key)]);
    expect(authority.connections() - before).toBeLessThanOrEqual(4);
  });
}
