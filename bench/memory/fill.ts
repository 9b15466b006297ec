import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createKeyMemory } from "../../core/admission/key-memory.ts";
import { createVerifyKey } from "../../core/admission/verify-key.ts";
import { AwsError } from "../../core/aws/aws-error.ts";
import { config } from "../../core/config/process-config.ts";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { keyItemFormat } from "../../core/key/key-record.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import { createAdmit } from "../../core/store/admit.ts";
import { budgets } from "../../core/time/budgets.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { runTask } from "../harness/child.ts";
import { plainRequest } from "../harness/verifier.ts";
import { fillTask } from "./fill-messages.ts";

/*
 * Fills one container's memory, by the product's own check, with answers made as the table makes
 * them: JSON, parsed anew each time. Nothing else is in this process.
 */

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

function bytesInUse(): number {
  if (typeof collectGarbage !== "function") throw new Error("garbage cannot be collected");
  // What is freed by one collection may free more.
  for (let times = 0; times < 3; times++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A busy key with the longest of everything that a customer may choose. */
function answerFor(keyId: string, second: number): string {
  const number = (value: number) => ({ N: String(value) });
  return JSON.stringify({
    Attributes: {
      format: number(keyItemFormat),
      key_id: { S: keyId },
      account_id: { S: randomBytes(64).toString("hex") },
      plan: { S: "enterprise" },
      digest: { B: randomBytes(32).toString("base64") },
      pepper: { S: "v1" },
      rate_limit: number(10_000),
      is_active: { BOOL: true },
      expires_at: number(4_000_000_000),
      created_at_ms: number(second * 1000),
      version: number(1),
      total_requests: number(1_000_000),
      d: { L: Array.from({ length: 30 }, (_, day) => number(100_000 + day)) },
      t: number(second),
      n: number(100),
      w: { L: Array.from({ length: 60 }, (_, slot) => number(100 + slot)) },
    },
  });
}

runTask(fillTask, async ({ keys, rejected }) => {
  const nowEpochMs = Date.now();
  let isUnknown = false;
  let keyId = "";
  const keyring = parseKeyring(JSON.stringify({ active: "v1", v1: "0".repeat(64) }));
  const verify = createVerifyKey({
    admit: createAdmit(
      "keys",
      async () => {
        if (isUnknown) throw new AwsError(400, "ConditionalCheckFailedException", {});
        return JSON.parse(answerFor(keyId, Math.floor(nowEpochMs / 1000)));
      },
      config.plans,
    ),
    readKey: async () => undefined,
    keyring: async () => keyring,
    nowEpochMs: () => nowEpochMs,
    random: Math.random,
    memory: createKeyMemory({ keys, rejected }),
    config,
  });
  async function meet(count: number, areUnknown: boolean): Promise<void> {
    isUnknown = areUnknown;
    for (let met = 0; met < count; met++) {
      const key = issueKey(randomBytes, defaultKeyPrefix);
      keyId = key.id;
      await verify(plainRequest(key.text), new Deadline(budgets.authorizerMs));
    }
  }

  const empty = bytesInUse();
  await meet(keys, false);
  const ofKeys = bytesInUse() - empty;
  await meet(rejected, true);
  const ofAll = bytesInUse() - empty;
  await meet(3 * keys, false);
  await meet(3 * rejected, true);
  return { ofKeys, ofAll, ofThreeTimesAsMany: bytesInUse() - empty };
});
