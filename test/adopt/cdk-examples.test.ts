import { afterEach, expect, it } from "@jest/globals";
import type { App } from "aws-cdk-lib/core";
import { type RunningAssembly, serveAssembly } from "../../packages/cfn-local/index.ts";
import { manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { startBackend } from "../support/gateways.ts";
import { operatorTokenOf } from "./support/user-app.ts";

/*
 * Reach: examples/cdk-protect and examples/cdk-forward as they stand there, served by the local cloud. All
 * outcomes of such APIs are in protect.test.ts.
 */

let running: RunningAssembly | undefined;

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function serve({ outdir }: App) {
  const served = await serveAssembly({
    assemblyDirectory: outdir,
    port: 0,
    reportFailure: () => {},
  });
  running = served;
  const latchkey = { url: served.url, operatorToken: operatorTokenOf(served) };
  const newKey = async (fields = {}) => {
    const accountId = await newAccount(latchkey, "agency");
    return { accountId, ...(await newKeyOf(latchkey, accountId, fields)) };
  };
  const call = async (path: string, key?: string, init: RequestInit = {}) => {
    const authorization = key === undefined ? {} : { Authorization: `Bearer ${key}` };
    const response = await fetch(`${served.url}/prod${path}`, {
      ...init,
      headers: { ...authorization, "X-Latchkey-Account": "spoofed" },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { latchkey, newKey, call };
}

it("examples/cdk-protect admits who has a key, until it is revoked", async () => {
  const { app } = await import("../../examples/cdk-protect/app.ts");
  const { latchkey, newKey, call } = await serve(app);
  const { key, id, accountId } = await newKey({ rate_limit_per_minute: 2 });
  expect((await call("/health")).status).toBe(200);
  expect((await call("/orders")).status).toBe(401);
  const { status, text, headers } = await call("/orders", key);
  expect([status, JSON.parse(text)]).toEqual([200, { orders: [], account: accountId }]);
  expect(headers.get("x-ratelimit-remaining")).toBe("1");
  await call("/orders", key);
  expect((await call("/orders", key)).status).toBe(429);
  expect((await call("/orders", (await newKey({ scopes: [] })).key)).status).toBe(403);
  await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${id}`);
  expect((await call("/orders", key)).status).not.toBe(200);
});

it("examples/cdk-forward sends what was admitted to a server, with its caller", async () => {
  const backEnd = await startBackend("python");
  process.env.BACK_END_URL = backEnd.url;
  try {
    const { app } = await import("../../examples/cdk-forward/app.ts");
    const { newKey, call } = await serve(app);
    const { key, accountId } = await newKey({ rate_limit_per_minute: 11 });
    expect((await call("/models")).status).toBe(401);
    const { status, text, headers } = await call("/reports?x=1", key, {
      method: "POST",
      body: "abc",
    });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      method: "POST",
      path: "/reports?x=1",
      body_length: 3,
    });
    expect(JSON.parse(text).headers["x-latchkey-account"]).toBe(accountId);
    expect(text).not.toContain(key);
    expect(headers.get("x-ratelimit-remaining")).toBe("1");
    expect((await call("/reports", key, { method: "POST" })).status).toBe(429);
  } finally {
    delete process.env.BACK_END_URL;
    await backEnd.stop();
  }
});
