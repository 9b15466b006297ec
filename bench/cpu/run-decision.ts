import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { configVariable } from "../../core/config/config.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";
import { hasRules, type KeyRules, noRules } from "../../core/key/key-rules.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import { allRules, askedOfAllRules, withRules } from "../harness/all-rules.ts";
import { newSecret, putKeys } from "../harness/contestants/latchkey.ts";
import { newCall, newSdkClient } from "../harness/database/clients.ts";
import { idleWindow } from "../harness/database/idle-window.ts";
import { createTable } from "../harness/database/tables.ts";
import { bundleLambda } from "../harness/lambdas/bundle-lambda.ts";
import { type Asked, newVerifier } from "../harness/verifier.ts";
import { type DecisionReport, decisionReport, type RecordedKey } from "./decision-messages.ts";

const requests = 5;

/** Measures what a decision costs without any network. */
export async function runDecision(): Promise<DecisionReport> {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const file = join(directory, "decision.mjs");
  writeFileSync(file, bundleLambda(new URL("./decision.ts", import.meta.url)));
  const task = JSON.stringify(await recordResponses());
  const { stdout } = await promisify(execFile)(process.execPath, [file, task], {
    env: { ...process.env, [configVariable]: JSON.stringify(defaultSettings) },
  });
  rmSync(directory, { recursive: true });
  return decisionReport.parse(JSON.parse(stdout));
}

/** Asks the database what a container asks about a key, and keeps the answers. */
async function recordResponses() {
  const { endpoint, stop } = await startDatabase(undefined, undefined);
  const secret = newSecret();
  const nowEpochMs = Date.now();
  const tableName = await createTable(newSdkClient(endpoint), "decision", "pk", "sk");
  const record = async (rules: KeyRules, asked?: Asked): Promise<RecordedKey> => {
    const overrides = { window: idleWindow(nowEpochMs), ...withRules(rules) };
    const { keys } = await putKeys(endpoint, tableName, 1, 10_000, { secret, overrides });
    const key = keys[0] ?? "";
    const call = newCall(endpoint);
    const keyring = parseKeyring(secret);
    const answers: unknown[] = [];
    const verify = newVerifier({
      tableName,
      async call(operation, input, deadline) {
        const answer = await call(operation, input, deadline);
        answers.push(answer);
        return answer;
      },
      keyring: async () => keyring,
      nowEpochMs: () => nowEpochMs,
      // A write that fails leaves no response to replay.
      expectsRules: hasRules(rules),
    });
    for (let request = 0; request < requests; request++) await verify(key, asked);
    return { key, answers };
  };
  const withoutRules = await record(noRules);
  const withAllRules = await record(allRules, askedOfAllRules);
  await stop();
  return { secret, nowEpochMs, withoutRules, withAllRules };
}
