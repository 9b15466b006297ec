import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { synthesise } from "../../local/synthesise.ts";
import { findSecrets } from "../net/history/secrets.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../net/support/webhook-receiver.ts";
import { fetchDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/*
 * A canary: what is secret is looked for, in each form that text is handed on in, in everything that a
 * run leaves behind. test/browser/key-life.test.ts and many-keys.test.ts have the browser's memory.
 */

const lines: string[] = [];
const published: unknown[] = [];
let dataDir: string;
let receiver: WebhookReceiver;
let options: Parameters<typeof startLocal>[0];
let latchkey: RunningLatchkey;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-secrecy-"));
  receiver = await startWebhookReceiver();
  options = {
    port: 0,
    dataDir: join(dataDir, "data"),
    runDirectory: join(dataDir, "run"),
    webhookUrl: receiver.url,
    log: (line) => lines.push(line),
    reportFailure: (line) => lines.push(line),
    onEvent: (event) => published.push(event),
  };
  latchkey = await startLocal(options);
});

afterAll(async () => {
  await latchkey.stop();
  await receiver.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Whatever is refused, everywhere a secret can be put by mistake. */
async function refusedWith(token: string): Promise<string[]> {
  const headers = { Authorization: `Bearer ${token}` };
  const texts: string[] = [];
  const { text, headers: limits } = await callModels(latchkey, token);
  texts.push(text, ...limits.values());
  for (const target of [
    "/api/v1/nothing",
    `/api/v1/verify?cost=${token}`,
    `/api/manage/v1/accounts/${token}`,
    `/api/manage/v1/keys/${token}`,
    `/api/manage/v1/accounts?cursor=${token}`,
    `/docs/${token}`,
  ]) {
    const response = await fetch(`${latchkey.url}${target}`, { headers });
    texts.push(await response.text(), ...response.headers.values());
  }
  for (const body of [JSON.stringify({ name: 5, [token]: token }), token, `{"key":"${token}x"}`]) {
    for (const target of ["/api/manage/v1/accounts/a/keys", "/api/leaks/report"]) {
      const init = { method: "POST", headers: { ...headers, "Content-Type": "application/json" } };
      const response = await fetch(`${latchkey.url}${target}`, { ...init, body });
      texts.push(await response.text(), ...response.headers.values());
    }
  }
  return texts;
}

async function filesBelow(directory: string): Promise<[string, string][]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "secrets.json");
  return Promise.all(
    files.map(async ({ parentPath, name }): Promise<[string, string]> => {
      const file = join(parentPath, name);
      return [file, await readFile(file, "latin1")];
    }),
  );
}

it("leaves no key, pepper, token or webhook secret anywhere but where it belongs", async () => {
  const accountId = await newAccount(latchkey, "agency");
  const path = `/accounts/${accountId}/keys`;
  const { id, key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 1 });
  const rotated = await manage(latchkey, "POST", `${path}/${id}/rotate`, {
    grace_period_seconds: 60,
  });
  const answers: string[] = [];
  for (const token of [key, rotated.json.key, `${key}x`, latchkey.operatorToken]) {
    answers.push(...(await refusedWith(token)));
  }
  for (const [method, target] of [
    ["GET", path],
    ["GET", `${path}/${id}?include=usage`],
    ["GET", `${path}/${id}/explain`],
    ["GET", `/accounts/${accountId}/events`],
    ["GET", "/events"],
    ["DELETE", `${path}/${id}`],
  ] as const) {
    answers.push((await manage(latchkey, method, target)).text);
  }
  const page = await fetchDocumented(`${latchkey.url}/api/v1/nothing`);
  answers.push(await page.text());
  while (receiver.delivered.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  await latchkey.stop();

  const stored = await readFile(join(dataDir, "data", "secrets.json"), "utf8");
  const generated = [...stored.matchAll(/[0-9A-Za-z+/]{40,}={0,2}/g)].map(([match]) => match);
  // Pepper, operator token, the distribution's proof and the webhook's secret.
  expect(new Set(generated).size).toBeGreaterThanOrEqual(4);
  const secrets = [key, rotated.json.key, latchkey.operatorToken, ...generated];
  expect(findSecrets(secrets, new Map([["a", `${stored} ${key}`]]))).not.toEqual([]);

  // The one that was served. Those beside it come and go with other tests.
  const assembly = await synthesise({ context: { webhookUrl: receiver.url } });
  const left = new Map<string, string>([
    ["the logs", lines.join("\n")],
    ["the answers", answers.join("\n")],
    ["the event bus", JSON.stringify(published)],
    ["the webhooks", JSON.stringify(receiver.delivered)],
    ...(await filesBelow(dataDir)),
    ...(await filesBelow(assembly)),
  ]);
  expect(lines.length).toBeGreaterThan(0);
  expect(published.length).toBeGreaterThanOrEqual(4);
  expect(left.size).toBeGreaterThan(20);
  expect(findSecrets(secrets, left)).toEqual([]);
});
