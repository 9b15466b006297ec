import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { fetchDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf, type Running } from "./support/operator.ts";

/* Reach: 127.0.0.1, from which all requests come: they share one address's budget. */

function report({ url }: Pick<Running, "url">, key: string): Promise<Response> {
  return fetchDocumented(`${url}/api/leaks/report`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ key }),
  });
}

describe("POST /api/leaks/report", () => {
  let latchkey: RunningLatchkey;
  beforeAll(async () => {
    latchkey = await startLocal({ port: 0 });
  });
  afterAll(() => latchkey.stop());

  it("ends a key for whoever holds it, and answers the same whether or not there is one", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { id, key } = await newKeyOf(latchkey, accountId);
    expect((await callModels(latchkey, key)).status).toBe(200);
    const unknown = issueKey(randomBytes, defaultKeyPrefix).text;
    const answers = [];
    for (const reported of [key, key, unknown, "no key"]) {
      const response = await report(latchkey, reported);
      const headers = Object.fromEntries(response.headers);
      for (const name of Object.keys(headers)) if (/^x-amz|^date$/.test(name)) delete headers[name];
      answers.push({ status: response.status, headers, body: await response.text() });
    }
    expect(answers[0]).toMatchObject({ status: 204, body: "" });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await callModels(latchkey, key)).text).toBe('{"error":"Invalid API key"}');

    const { json } = await manage(latchkey, "GET", `/accounts/${accountId}/events`);
    expect(json.data).toMatchObject([
      {
        action: "key.leaked",
        actor: null,
        key_id: id,
        source_ip: "127.0.0.1",
        changes: { is_active: { before: true, after: false } },
      },
      { action: "key.created" },
      { action: "account.created" },
    ]);
  });

  it("has no other method, and no credential changes what it does", async () => {
    const address = `${latchkey.url}/api/leaks/report`;
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS"]) {
      expect((await fetch(address, { method })).status).toBe(404);
    }
    const { status } = await fetchDocumented(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: "Bearer junk" },
      body: '{"key":"junk"}',
    });
    expect(status).toBe(204);
  });
});

describe("a flood of reports", () => {
  let latchkey: RunningLatchkey;
  beforeAll(async () => {
    latchkey = await startLocal({ port: 0 });
  });
  afterAll(() => latchkey.stop());

  it("is refused beyond the address's budget, writes nothing, and leaves good keys alone", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId);
    const reports = Array.from({ length: 300 }, (_, index) =>
      index % 2 === 0
        ? issueKey(randomBytes, defaultKeyPrefix).text
        : randomBytes(27).toString("hex"),
    );
    const statuses = new Map<number, number>();
    const flood = async () => {
      for (let reported = reports.pop(); reported !== undefined; reported = reports.pop()) {
        const { status, headers } = await report(latchkey, reported);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 429) expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      }
    };
    const startMs = performance.now();
    const meanwhile = callModels(latchkey, key);
    await Promise.all(Array.from({ length: 8 }, flood));
    const seconds = (performance.now() - startMs) / 1000;
    expect((await meanwhile).status).toBe(200);
    expect((await callModels(latchkey, key)).status).toBe(200);

    const understood = statuses.get(204) ?? 0;
    expect([...statuses.keys()].sort()).toEqual([204, 429]);
    expect(understood).toBeGreaterThanOrEqual(10);
    // A burst of 10 and one a second for each container.
    expect(understood).toBeLessThanOrEqual(8 * (10 + Math.ceil(seconds)));
    const { json } = await manage(latchkey, "GET", `/accounts/${accountId}/events`);
    expect(json.data.map(({ action }: { action: string }) => action)).toEqual([
      "key.created",
      "account.created",
    ]);
  });
});

describe("a configuration with leaks: pause and a prefix of its own", () => {
  const configFile = fileURLToPath(new URL("../support/acme.config.ts", import.meta.url));
  let latchkey: RunningLatchkey;
  beforeAll(async () => {
    latchkey = await startLocal({ port: 0, configFile });
  });
  afterAll(() => latchkey.stop());

  it("pauses the key until an operator resumes it", async () => {
    const call = async (method: string, path: string, body?: object) => {
      const response = await fetch(`${latchkey.url}/api/manage/v1${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${latchkey.operatorToken}`,
          "Content-Type": "application/json",
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return response.json();
    };
    await call("PUT", "/accounts/a", { plan: "team" });
    const { id, key } = await call("POST", "/accounts/a/keys", { name: "Server" });
    expect(key).toMatch(/^acme_/);
    const response = await fetch(`${latchkey.url}/api/leaks/report`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ key }),
    });
    expect(response.status).toBe(204);
    expect(await call("GET", `/accounts/a/keys/${id}`)).toMatchObject({
      is_active: false,
      revoked_at: null,
      paused_by: { type: "operator", subject: "leak-report" },
    });
    const resumed = await call("PATCH", `/accounts/a/keys/${id}`, { is_active: true });
    expect(resumed).toMatchObject({ is_active: true, paused_by: null });
  });
});
