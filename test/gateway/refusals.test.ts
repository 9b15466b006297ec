import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { type RawResponse, rawRequest } from "../support/raw-http.ts";
import { manage, newAccount, newKeyOf } from "./support/operator.ts";

/* Reach: 127.0.0.1; the product as `npm start` serves it, its access log and who subscribes to it. */

const runDirectory = mkdtempSync(join(tmpdir(), "latchkey-refusals-"));
let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0, runDirectory });
});

afterAll(async () => {
  await latchkey.stop();
  rmSync(runDirectory, { recursive: true });
});

const call = (token: string) =>
  rawRequest(latchkey.url, ["GET /api/v1/models HTTP/1.1", `Authorization: Bearer ${token}`]);

/** All that is on the wire, but for what differs between any two answers. */
function withoutIds({ status, headers, body }: RawResponse): unknown {
  const own = ["x-amzn-requestid", "x-amz-apigw-id", "x-amz-cf-id", "date"];
  const others = Object.entries(headers).filter(([name]) => !own.includes(name));
  expect(others).toHaveLength(Object.keys(headers).length - own.length);
  return { status, headers: others, body };
}

/** The access log's lines by request id; they are written just after the answers. */
async function logOf(requestIds: readonly string[]): Promise<Map<string, Record<string, string>>> {
  for (;;) {
    const lines = readFileSync(join(runDirectory, "access.log"), "utf8").trim().split("\n");
    const entries = lines.filter(Boolean).map((line): Record<string, string> => JSON.parse(line));
    const byId = new Map(entries.map((entry) => [entry.requestId ?? "", entry]));
    if (requestIds.every((id) => byId.has(id))) return byId;
    await pause(20);
  }
}

/** A key of a new account in each state, by the reason for which it is refused. */
async function refusedKeys() {
  const accountId = await newAccount(latchkey, "agency");
  const make = (fields = {}) => newKeyOf(latchkey, accountId, fields);
  const path = (id: string) => `/accounts/${accountId}/keys/${id}`;
  const [live, old, paused, expired, revoked] = [
    await make(),
    await make(),
    await make(),
    await make({ expires_at: new Date(Date.now() + 1_500).toISOString() }),
    await make(),
  ];
  const rotated = await manage(latchkey, "POST", `${path(old.id)}/rotate`);
  await manage(latchkey, "PATCH", path(paused.id), { is_active: false });
  await manage(latchkey, "DELETE", path(revoked.id));
  await pause(2_100);
  const mistyped = `${live.key.slice(0, -1)}${live.key.endsWith("0") ? "1" : "0"}`;
  const refused = {
    malformed: { id: "-", token: "not-a-key" },
    checksum: { id: live.id, token: mistyped },
    wrong_secret: {
      id: live.id,
      token: issueKeyFor(live.id, randomBytes, defaultKeyPrefix).text,
    },
    superseded: { id: old.id, token: old.key },
    paused: { id: paused.id, token: paused.key },
    expired: { id: expired.id, token: expired.key },
    revoked: { id: revoked.id, token: revoked.key },
  };
  return { accountId, path, refused, rotated };
}

it("every 401 is the same on the wire, and has its reason in the log and on its key", async () => {
  const { accountId, path, refused, rotated } = await refusedKeys();
  const made = issueKey(randomBytes, defaultKeyPrefix);
  const asked = { ...refused, unknown: { id: made.id, token: made.text } };
  const seen = new Map<string, string>();
  const answers = new Set<string>();
  // Twice: the second time, some are refused from memory.
  for (let round = 0; round < 2; round++) {
    for (const [reason, { token }] of Object.entries(asked)) {
      const answer = await call(token);
      answers.add(JSON.stringify(withoutIds(answer)));
      seen.set(answer.headers["x-amzn-requestid"] ?? "", reason);
    }
  }
  expect([...answers].map((answer) => JSON.parse(answer).status)).toEqual([401]);

  const log = await logOf([...seen.keys()]);
  for (const [requestId, reason] of seen) {
    const { id } = Object.entries(asked).find(([name]) => name === reason)?.[1] ?? {};
    expect(log.get(requestId)).toMatchObject({ reason, keyId: id, verdict: "invalid" });
    expect(log.get(requestId)?.roundTrips).toMatch(/^[01]$/);
    expect(log.get(requestId)?.contention).toBe("0");
  }

  const { malformed: _, checksum, wrong_secret, ...single } = refused;
  const counted: Record<string, Record<string, number>> = {
    [checksum.id]: { checksum: 2, wrong_secret: 2 },
  };
  for (const [reason, { id }] of Object.entries(single)) counted[id] = { [reason]: 2 };
  expect(wrong_secret.id).toBe(checksum.id);
  await eventually(async () => {
    for (const [id, reasons] of Object.entries(counted)) {
      const { json } = await manage(latchkey, "GET", `${path(id)}?include=refusals`);
      expect(sumOf(json.refusals)).toEqual(reasons);
    }
  });
  const account = await manage(latchkey, "GET", `/accounts/${accountId}?include=refusals`);
  expect(sumOf(account.json.refusals)).toEqual(Object.assign({}, ...Object.values(counted)));
  const { json } = await manage(
    latchkey,
    "GET",
    `/accounts/${accountId}/keys?include=usage,refusals`,
  );
  expect(json.data[0]).toMatchObject({ usage: {}, refusals: { counted_from: "access_log" } });

  const explained = await manage(latchkey, "GET", `${path(single.superseded.id)}/explain`);
  expect(explained.json.secret_rotated_at).toBe(rotated.json.updated_at);
});

it("refusals of a good key are counted, too, and what is admitted is not", async () => {
  const accountId = await newAccount(latchkey, "agency");
  const { id, key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 2 });
  for (let request = 0; request < 5; request++) await call(key);
  const path = `/accounts/${accountId}/keys/${id}?include=usage,refusals`;
  await eventually(async () => {
    const { json } = await manage(latchkey, "GET", path);
    expect(sumOf(json.refusals)).toEqual({ limit: 3 });
    expect(json.usage.total_requests).toBe(2);
  });
});

/** Over days, as a test may run at midnight. */
function sumOf({ days }: { readonly days: { readonly reasons: Record<string, number> }[] }) {
  const sums: Record<string, number> = {};
  for (const { reasons } of days) {
    for (const [reason, count] of Object.entries(reasons))
      sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}

/** Until the log is delivered and counted. */
async function eventually(expectation: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      return await expectation();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}
