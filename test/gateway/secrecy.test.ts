import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { synthesise } from "../../local/synthesise.ts";
import { fetchDocumented } from "./support/documented.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/* A canary: what is secret is looked for in everything that a run leaves behind. */

const lines: string[] = [];
let dataDir: string;
let latchkey: RunningLatchkey;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "latchkey-secrecy-"));
  latchkey = await startLocal({
    port: 0,
    dataDir,
    log: (line) => lines.push(line),
    reportFailure: (line) => lines.push(line),
  });
});

afterAll(async () => {
  await latchkey.stop();
  await rm(dataDir, { recursive: true, force: true });
});

it("leaves no key, secret, pepper or token in the table, the logs, an answer or the template", async () => {
  const accountId = await newAccount(latchkey, "agency");
  const path = `/accounts/${accountId}/keys`;
  const { id, key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 1 });
  const rotated = await manage(latchkey, "POST", `${path}/${id}/rotate`, {
    grace_period_seconds: 60,
  });
  const answers: string[] = [];
  for (const token of [key, rotated.json.key, `${key}x`, latchkey.operatorToken]) {
    const { text, headers } = await callModels(latchkey, token);
    answers.push(text, ...headers.values());
    const nowhere = await fetchDocumented(`${latchkey.url}/api/v1/nothing`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    answers.push(await nowhere.text(), ...nowhere.headers.values());
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
  await latchkey.stop();

  const secretsFile = await readFile(join(dataDir, "secrets.json"), "utf8");
  const peppers = [...secretsFile.matchAll(/[0-9A-Za-z]{40,}/g)].map(([match]) => match);
  expect(peppers.length).toBeGreaterThan(0);
  const secrets = [
    key,
    rotated.json.key,
    key.slice(-38),
    rotated.json.key.slice(-38),
    latchkey.operatorToken,
    ...peppers,
  ];

  const left = new Map<string, string>([
    ["logs", lines.join("\n")],
    ["answers", answers.join("\n")],
  ]);
  for (const file of await readdir(dataDir)) {
    if (file !== "secrets.json") left.set(file, await readFile(join(dataDir, file), "latin1"));
  }
  // The one that was served. Those beside it come and go with other tests.
  const assembly = await synthesise();
  for (const file of await readdir(assembly, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const name = join(file.parentPath, file.name);
    left.set(name, await readFile(name, "latin1"));
  }
  expect(lines.length).toBeGreaterThan(0);
  for (const [where, content] of left) {
    for (const secret of secrets) {
      for (const form of [
        secret,
        Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1),
        Buffer.from(secret).toString("hex"),
      ]) {
        if (content.includes(form)) throw new Error(`a secret is in ${where}`);
      }
    }
  }
});
