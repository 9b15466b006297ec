import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import { rawRequest } from "../support/raw-http.ts";
import { fetchDocumented, rawDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";
import { startTarget, type Target } from "./support/target.ts";

let latchkey: Target;

beforeAll(async () => {
  latchkey = await startTarget();
});

afterAll(async () => {
  await latchkey.stop();
});

const missing = '{"error":"Missing Authorization Bearer token"}';
const invalid = '{"error":"Invalid API key"}';

describe("GET /api/v1/models", () => {
  it("answers 401 without a credential, and challenges the caller", async () => {
    const response = await fetchDocumented(`${latchkey.url}/api/v1/models`);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe(missing);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answers a live key of an eligible plan with the catalogue and its quota", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 5 });
    const before = Math.floor(Date.now() / 1000);
    const { status, json, headers } = await callModels(latchkey, key);
    expect(status).toBe(200);
    expect(json.object).toBe("list");
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("etag")).toMatch(/^".+"$/);
    expect(headers.get("x-ratelimit-limit")).toBe("5");
    expect(headers.get("x-ratelimit-remaining")).toBe("4");
    const resetAt = Number(headers.get("x-ratelimit-reset"));
    expect(resetAt).toBeGreaterThanOrEqual(before + 61);
    expect(resetAt).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) + 61);
    expect(headers.get("ratelimit-policy")).toBe('"default";q=5;w=60');
    expect(headers.get("ratelimit")).toMatch(/^"default";r=4;t=(60|61)$/);
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answers 304 to a caller who has the catalogue already, and counts that too", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 5 });
    const etag = (await callModels(latchkey, key)).headers.get("etag") ?? "";
    const { status, text, headers } = await callModels(latchkey, key, { "If-None-Match": etag });
    expect(status).toBe(304);
    expect(text).toBe("");
    expect(headers.get("etag")).toBe(etag);
    expect(headers.get("x-ratelimit-remaining")).toBe("3");
  });

  it("does not tell a malformed, unknown, wrong or revoked key from another", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { id, key } = await newKeyOf(latchkey, accountId);
    const revoked = await newKeyOf(latchkey, accountId);
    await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${revoked.id}`);
    const lastCharacter = key.endsWith("0") ? "1" : "0";
    const refused = {
      malformed: "not-a-key",
      "wrong checksum": key.slice(0, -1) + lastCharacter,
      unknown: issueKey(randomBytes, defaultKeyPrefix).text,
      "wrong secret": issueKeyFor(id, randomBytes, defaultKeyPrefix).text,
      revoked: revoked.key,
    };
    const answers = await Promise.all(
      Object.values(refused).map(async (token) => {
        const { status, text, headers } = await callModels(latchkey, token);
        return { status, text, headers: [...headers.keys()].sort() };
      }),
    );
    for (const answer of answers) {
      expect(answer).toEqual({ ...answers[0], status: 401, text: invalid });
    }
    expect((await callModels(latchkey, key)).status).toBe(200);
  });

  it("answers 403 to a live key whose plan does not include the public API", async () => {
    const accountId = await newAccount(latchkey, "pro");
    const { key } = await newKeyOf(latchkey, accountId);
    const { status, text, headers } = await callModels(latchkey, key);
    expect(status).toBe(403);
    expect(text).toBe(
      '{"error":"Public API access requires Agency, Master/Business, or Enterprise plan."}',
    );
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("x-ratelimit-limit")).toBeNull();
  });

  it("answers 429 over the limit, and says when to come back", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 2 });
    await callModels(latchkey, key);
    await callModels(latchkey, key);
    const { status, text, headers } = await callModels(latchkey, key);
    expect(status).toBe(429);
    expect(text).toBe('{"error":"Rate limit exceeded"}');
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("x-ratelimit-limit")).toBe("2");
    expect(headers.get("x-ratelimit-remaining")).toBe("0");
    const retryAfter = Number(headers.get("retry-after"));
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    expect(retryAfter).toBeLessThanOrEqual(61);
    const resetAt = Number(headers.get("x-ratelimit-reset"));
    expect(resetAt - Math.floor(Date.now() / 1000)).toBeLessThanOrEqual(61);
    expect(headers.get("ratelimit-policy")).toBe('"default";q=2;w=60');
    expect(headers.get("ratelimit")).toBe(`"default";r=0;t=${retryAfter}`);
  });

  it("admits exactly the limit however many call at once", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 25 });
    const calls = Array.from({ length: 80 }, () => callModels(latchkey, key));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(25);
    expect(statuses.filter((status) => status === 429)).toHaveLength(55);
  });
});

describe("changes act on the very next request", () => {
  it("refuses a key from the answer to its revocation on, in whichever container", async () => {
    const accountId = await newAccount(latchkey, "enterprise");
    const { id, key } = await newKeyOf(latchkey, accountId);
    const warm = Array.from({ length: 20 }, () => callModels(latchkey, key));
    expect((await Promise.all(warm)).every(({ status }) => status === 200)).toBe(true);
    const { status, json } = await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ id, is_active: false });
    const after = Array.from({ length: 20 }, () => callModels(latchkey, key));
    expect((await Promise.all(after)).map(({ text }) => text)).toEqual(Array(20).fill(invalid));
  });

  it("answers 401, no longer 429, to a key that is revoked while it is over its limit", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { id, key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 1 });
    expect((await callModels(latchkey, key)).status).toBe(200);
    expect((await callModels(latchkey, key)).status).toBe(429);
    await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${id}`);
    expect((await callModels(latchkey, key)).text).toBe(invalid);
  });

  it("lets a key in as soon as its account has moved to an eligible plan, and out again", async () => {
    const accountId = await newAccount(latchkey, "pro");
    const { key } = await newKeyOf(latchkey, accountId);
    expect((await callModels(latchkey, key)).status).toBe(403);
    await manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "agency" });
    expect((await callModels(latchkey, key)).status).toBe(200);
    await manage(latchkey, "PUT", `/accounts/${accountId}`, { plan: "free" });
    expect((await callModels(latchkey, key)).status).toBe(403);
  });
});

describe("what is not there", () => {
  const key = issueKey(randomBytes, defaultKeyPrefix).text;
  it.each([
    ["GET", "/api/v1/nothing"],
    ["GET", "/api/v1/models/google"],
    ["GET", "/api/v1"],
    ["GET", "/api/V1/models"],
    ["GET", "/api/v1//models"],
    ["GET", "/api/v1/../v1/models"],
    ["GET", "/api/v1/%2e%2e/v1/models"],
    ["GET", "/api/v1%2fmodels"],
    ["POST", "/api/v1/models"],
    ["PUT", "/api/v1/models"],
    ["DELETE", "/api/v1/models"],
    ["OPTIONS", "/api/v1/models"],
    ["GET", "/api/manage/v1/nothing"],
    ["PATCH", "/api/manage/v1/accounts/acct_1"],
  ])("answers 404 to %s %s, with a credential and without", async (method, path) => {
    const line = `${method} ${path} HTTP/1.1`;
    for (const headers of [[], [`Authorization: Bearer ${key}`]]) {
      const answer = await rawDocumented(latchkey.url, [line, ...headers]);
      const code = path.startsWith("/api/manage/") ? { code: "not_found" } : {};
      const body = JSON.stringify({ error: "Not found", ...code });
      expect(answer).toMatchObject({ status: 404, body });
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("answers 404 outside of the APIs too, as the site does", async () => {
    for (const path of ["/api", "/v1/models"]) {
      const answer = await rawRequest(latchkey.url, [`GET ${path} HTTP/1.1`]);
      expect(answer).toMatchObject({ status: 404, body: '{"error":"Not found"}' });
      expect(answer.headers["content-type"]).toBe("application/json");
    }
  });

  it("answers 404 to a body of any media type", async () => {
    for (const contentType of ["text/plain", "application/json", "image/png", "x"]) {
      const response = await fetchDocumented(`${latchkey.url}/api/v1/models`, {
        method: "POST",
        headers: { "Content-Type": contentType },
        body: "{",
      });
      expect(response.status).toBe(404);
      expect(await response.text()).toBe('{"error":"Not found"}');
    }
  });

  it("answers HEAD with headers alone", async () => {
    const answer = await rawDocumented(latchkey.url, ["HEAD /api/v1/models HTTP/1.1"]);
    expect(answer).toMatchObject({ status: 404, body: "" });
  });
});
