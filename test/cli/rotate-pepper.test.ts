import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import type { Deployment } from "../../cli/deployment/deployment.ts";
import { findLocalRun } from "../../cli/deployment/local-run.ts";
import { readKeyringSecret } from "../../cli/pepper/keyring-secret.ts";
import { withNewVersion } from "../../cli/pepper/keyring-text.ts";
import { callModels, manage, newAccount, newKeyOf } from "../gateway/support/operator.ts";
import { type FindableRun, startFindable } from "./support/local-run.ts";
import { runTool } from "./support/run-tool.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const dataDir = mkdtempSync(join(tmpdir(), "latchkey-pepper-"));
let run: FindableRun;

beforeAll(async () => {
  run = await startFindable({ dataDir });
});
afterAll(async () => {
  await run.stop();
  rmSync(dataDir, { recursive: true });
});

const rotatePepper = (...words: string[]) =>
  runTool("latchkey", ["rotate-pepper", ...words], run.environment);

async function deployment(): Promise<Deployment> {
  const found = await findLocalRun(run.environment);
  if (!found) throw new Error("the local run is not to be found");
  return found;
}

async function keysByVersion(): Promise<Record<string, number[]>> {
  const { json } = await rotatePepper("--status");
  const rows = json.versions.map(
    (row: Record<string, number>) =>
      [row.version, [row.keys, row.old_secrets_in_grace, row.revoked_keys]] as const,
  );
  return Object.fromEntries(rows);
}

/** Starts the run again with secrets that were last changed an hour earlier. */
async function anHourLater(): Promise<void> {
  await run.stop();
  const path = join(dataDir, "secrets.json");
  const secrets = JSON.parse(readFileSync(path, "utf8"));
  for (const { versions } of secrets) {
    for (const version of versions) version.createdAtEpochSeconds -= 3600;
  }
  writeFileSync(path, JSON.stringify(secrets));
  run = await startFindable({ dataDir });
}

it("a pepper is added, keys move to it as they are used, and the old one can go at last", async () => {
  const account = await newAccount(run, "agency");
  const used = await newKeyOf(run, account);
  const unused = await newKeyOf(run, account);
  const revoked = await newKeyOf(run, account);
  await manage(run, "DELETE", `/accounts/${account}/keys/${revoked.id}`);
  expect(await keysByVersion()).toEqual({ v1: [2, 0, 1] });

  const unconfirmed = await rotatePepper();
  expect([unconfirmed.exitCode, unconfirmed.stdout]).toEqual([2, ""]);
  const rotated = await rotatePepper("--yes");
  expect(rotated.json).toMatchObject({ active: "v2", versions: ["v1", "v2"] });
  const { text } = await readKeyringSecret(await deployment());
  for (const pepper of Object.values(JSON.parse(text))) {
    if (pepper === "v2") continue;
    expect(rotated.stdout + rotated.stderr).not.toContain(pepper);
  }

  const early = await rotatePepper("--remove", "v1", "--yes");
  expect([early.exitCode, early.stderr]).toEqual([1, expect.stringContaining("Try again in")]);
  await anHourLater();

  expect((await callModels(run, used.key)).status).toBe(200);
  expect(await keysByVersion()).toEqual({ v1: [1, 0, 1], v2: [1, 0, 0] });
  const inUse = await rotatePepper("--remove", "v1", "--yes");
  expect([inUse.exitCode, inUse.stderr]).toEqual([1, expect.stringContaining("v1 is in use")]);

  expect((await callModels(run, unused.key)).status).toBe(200);
  const removed = await rotatePepper("--remove", "v1", "--yes");
  expect(removed.json).toMatchObject({ removed: "v1", active: "v2", versions: ["v2"] });
  await anHourLater();
  expect((await callModels(run, used.key)).status).toBe(200);
  expect((await callModels(run, unused.key)).status).toBe(200);
  expect((await callModels(run, revoked.key)).status).toBe(401);
});

it("an old secret keeps its pepper as long as its grace period lasts", async () => {
  const account = await newAccount(run, "agency");
  const { id, key } = await newKeyOf(run, account);
  const { active } = (await rotatePepper("--status")).json;
  const before = await keysByVersion();
  const grace = { grace_period_seconds: 3600 };
  await manage(run, "POST", `/accounts/${account}/keys/${id}/rotate`, grace);
  const [keys = 0, inGrace = 0, revoked = 0] = before[active] ?? [];
  expect((await keysByVersion())[active]).toEqual([keys, inGrace + 1, revoked]);
  expect((await callModels(run, key)).status).toBe(200);
});

it("of two who change the keyring at once only one does", async () => {
  const [one, other] = await Promise.all([
    readKeyringSecret(await deployment()),
    readKeyringSecret(await deployment()),
  ]);
  await one.replace(withNewVersion(one.text, "a".repeat(43)).text);
  await expect(
    other.replace(withNewVersion(other.text, "b".repeat(43)).text),
  ).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining("was changed in the meantime"),
  });
  expect((await readKeyringSecret(await deployment())).text).toContain("a".repeat(43));
});

it("what is asked for has to make sense", async () => {
  expect((await rotatePepper("--status", "--remove", "v1")).exitCode).toBe(2);
  expect((await rotatePepper("--remove", "v99", "--yes")).exitCode).toBe(2);
  const nowhere = await runTool("latchkey", ["rotate-pepper", "--status"], {
    LATCHKEY_RUN_DIR: dataDir,
  });
  expect([nowhere.exitCode, nowhere.stderr]).toEqual([2, expect.stringContaining("npm start")]);
});
