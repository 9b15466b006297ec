/** Reach: the program of docs/protect.md as it stands there, on Python, against a local run. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { startBackend } from "../support/gateways.ts";

const page = readFileSync(new URL("../../docs/protect.md", import.meta.url), "utf8");
const shown = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? "";

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

/** Calls `check` with these arguments, as Python writes them. */
async function check(call: string, url = latchkey.url) {
  const program = `${shown.replace("https://keys.example.com", url)}
status, headers, body = check(${call})
print(json.dumps([status, body, headers]))`;
  const { stdout } = await promisify(execFile)("python3", ["-c", program]);
  return JSON.parse(stdout);
}

it("is shown, with an address to replace", () => {
  expect(shown).toContain("https://keys.example.com/api/v1/verify");
});

it("gets each answer as it is", async () => {
  const accountId = await newAccount(latchkey, "agency");
  const restricted = { rate_limit_per_minute: 5, allowed_ips: ["203.0.113.7"] };
  const { id, key } = await newKeyOf(latchkey, accountId, restricted);
  const bearer = `"Bearer ${key}"`;
  const verification = expect.objectContaining({ account_id: accountId, remaining: 0 });
  const missing = { error: "Missing Authorization Bearer token" };
  const forbidden = { error: "API key is not allowed from this IP address" };
  const limited = expect.objectContaining({ "Retry-After": expect.any(String) });
  const headers = expect.anything();
  const ip = 'ip="203.0.113.7"';

  expect(await check("None")).toEqual([401, missing, headers]);
  expect(await check(bearer)).toEqual([403, forbidden, headers]);
  expect(await check(`${bearer}, cost=5, ${ip}`)).toEqual([200, verification, headers]);
  const overLimit = [429, { error: "Rate limit exceeded" }, limited];
  expect(await check(`${bearer}, scope="models:read", ${ip}`)).toEqual(overLimit);
  await manage(latchkey, "DELETE", `/accounts/${accountId}/keys/${id}`);
  expect(await check(bearer)).toEqual([401, { error: "Invalid API key" }, headers]);
});

it("is 503 without Latchkey, and with something else in its place", async () => {
  const unavailable = [503, { error: "Service temporarily unavailable" }, { "Retry-After": "1" }];
  const stranger = await startBackend("python");
  expect(await check('"Bearer x"', stranger.url)).toEqual(unavailable);
  await stranger.stop();
  expect(await check('"Bearer x"', stranger.url)).toEqual(unavailable);
});
