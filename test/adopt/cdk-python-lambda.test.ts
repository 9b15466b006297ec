import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningAssembly, serveAssembly } from "../../packages/cfn-local/index.ts";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import { manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type SeverableProxy, startSeverableProxy } from "../support/severable-proxy.ts";
import { operatorTokenOf } from "./support/user-app.ts";

/* Reach: examples/cdk-python-lambda as it stands there, on Python, served by the local cloud; 127.0.0.1. */

let running: RunningAssembly;
let tableLine: SeverableProxy;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const { app } = await import("../../examples/cdk-python-lambda/app.ts");
  const database = await startDatabase(undefined, undefined);
  stops.push(database.stop);
  tableLine = await startSeverableProxy(database.endpoint);
  stops.push(() => tableLine.close());
  running = await serveAssembly({
    assemblyDirectory: app.outdir,
    port: 0,
    dynamodbEndpoint: tableLine.url,
    reportFailure: () => {},
  });
  stops.push(() => running.stop());
});

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

const latchkey = () => ({ url: running.url, operatorToken: operatorTokenOf(running) });

async function newKey(fields: Record<string, unknown> = {}, plan = "agency") {
  const accountId = await newAccount(latchkey(), plan);
  return { accountId, ...(await newKeyOf(latchkey(), accountId, fields)) };
}

async function call(path: string, key?: string, init: RequestInit = {}) {
  const authorization = key === undefined ? {} : { Authorization: `Bearer ${key}` };
  const headers = { ...authorization, ...init.headers };
  const response = await fetch(`${running.url}/prod${path}`, { ...init, headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const error = (status: number, message: string) => ({
  status,
  text: JSON.stringify({ error: message }),
});
const spoofed = { "X-Latchkey-Account": "acct_of_another", X_Latchkey_Key: "other" };

describe("an API of Python functions behind keys", () => {
  it("leaves the open route to everybody", async () => {
    expect((await call("/health")).status).toBe(200);
  });

  it.each(["/orders", "/greeting"])(
    "answers 401 at %s without a key, and with none",
    async (path) => {
      const missing = await call(path);
      expect(missing).toMatchObject(error(401, "Missing Authorization Bearer token"));
      expect(missing.headers.get("x-amzn-remapped-www-authenticate") ?? "Bearer").toBe("Bearer");
      const unknown = issueKey(randomBytes, defaultKeyPrefix).text;
      for (const bad of ["junk", unknown]) {
        expect(await call(path, bad)).toMatchObject(error(401, "Invalid API key"));
      }
    },
  );

  it("gives the decorated function its caller, whatever headers claim, and its limits to the caller", async () => {
    const { key, accountId } = await newKey({ rate_limit_per_minute: 9 });
    const { status, text, headers } = await call("/orders", key, { headers: spoofed });
    expect([status, JSON.parse(text)]).toEqual([200, { account: accountId, plan: "agency" }]);
    expect(headers.get("x-ratelimit-limit")).toBe("9");
    expect(headers.get("x-ratelimit-remaining")).toBe("8");
    expect(headers.get("ratelimit-policy")).toBe('"default";q=9;w=60');
  });

  it("gives the forwarded function its caller, whatever headers claim", async () => {
    const { key, accountId } = await newKey({ rate_limit_per_minute: 9 });
    const { status, text, headers } = await call("/greeting", key, { headers: spoofed });
    expect([status, JSON.parse(text)]).toEqual([200, { hello: accountId }]);
    expect(headers.get("x-ratelimit-remaining")).toBe("8");
  });

  it("hands on a body, and counts what the route costs", async () => {
    const { key } = await newKey({ rate_limit_per_minute: 7 });
    const order = () => call("/orders", key, { method: "POST", body: "zwei Äpfel" });
    const { status, text, headers } = await order();
    expect([status, JSON.parse(text).ordered]).toEqual([201, "zwei Äpfel"]);
    expect(headers.get("x-ratelimit-remaining")).toBe("2");
    const over = await order();
    expect(over).toMatchObject(error(429, "Rate limit exceeded"));
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(over.headers.get("x-ratelimit-remaining")).toBe("2");
  });

  it.each(["/orders", "/greeting"])("answers 429 at %s over the limit", async (path) => {
    const { key } = await newKey({ rate_limit_per_minute: 1 });
    expect((await call(path, key)).status).toBe(200);
    const over = await call(path, key);
    expect(over).toMatchObject(error(429, "Rate limit exceeded"));
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
  });

  it("answers 403 for plan, suspension and scope", async () => {
    const plan = "Public API access requires Agency, Master/Business, or Enterprise plan.";
    expect(await call("/orders", (await newKey({}, "pro")).key)).toMatchObject(error(403, plan));
    const suspended = await newKey();
    await manage(latchkey(), "PUT", `/accounts/${suspended.accountId}`, { is_suspended: true });
    expect(await call("/orders", suspended.key)).toMatchObject(error(403, "Account suspended"));
    const { key } = await newKey({ scopes: [] });
    const lacks = await call("/orders", key, { method: "POST", body: "x" });
    expect(lacks).toMatchObject(error(403, "API key lacks the scope orders:write"));
    expect((await call("/orders", key)).status).toBe(200);
  });

  it("admits nobody after the answer to a revocation, under load", async () => {
    const { key, id, accountId } = await newKey({ rate_limit_per_minute: 600 }, "enterprise");
    let isRevoked = false;
    let admitted = 0;
    const after: number[] = [];
    const caller = async () => {
      while (after.length < 20) {
        const isAfter = isRevoked;
        const { status } = await call("/orders", key);
        if (isAfter) after.push(status);
        else if (status === 200) admitted += 1;
      }
    };
    const callers = Array.from({ length: 4 }, caller);
    while (admitted < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    await manage(latchkey(), "DELETE", `/accounts/${accountId}/keys/${id}`);
    isRevoked = true;
    await Promise.all(callers);
    expect(after.filter((status) => status !== 401)).toEqual([]);
  });

  it("answers 503 while the table is out of reach, and recovers by itself", async () => {
    const { key } = await newKey();
    expect((await call("/orders", key)).status).toBe(200);
    tableLine.cut();
    const down = await call("/orders", key);
    tableLine.mend();
    expect(down).toMatchObject(error(503, "Service temporarily unavailable"));
    expect(down.headers.get("retry-after")).toBe("1");
    expect((await call("/orders", key)).status).toBe(200);
  });
});
