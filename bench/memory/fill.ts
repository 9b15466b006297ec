import { randomBytes } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createKeyMemory } from "../../core/admission/key-memory.ts";
import { createVerifyKey } from "../../core/admission/verify-key.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";
import { config } from "../../core/config/process-config.ts";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { keyItemFormat } from "../../core/key/key-record.ts";
import { digestKey, parseKeyring } from "../../core/key/pepper.ts";
import { createAdmit } from "../../core/store/admit.ts";
import { keyItemKey, policyItemKey } from "../../core/store/item-keys.ts";
import { createReadKey } from "../../core/store/read-key.ts";
import * as budgets from "../../core/time/budgets.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { askedOfAllRules } from "../harness/all-rules.ts";
import { runTask } from "../harness/child.ts";
import { requestOf } from "../harness/verifier.ts";
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

const number = (value: number) => ({ N: String(value) });
const rulesVersion = 1;

/** A busy key with the longest of everything that a customer may choose. */
function hotItemOf(keyId: string, digest: Uint8Array, second: number, hasRules: boolean): object {
  const used = { ud: number(10 ** 11), um: number(10 ** 11) };
  const rules = { policy_version: number(rulesVersion), ...used, ut: number(10 ** 11) };
  return {
    format: number(keyItemFormat),
    sk: { S: keyItemKey(keyId).sk },
    key_id: { S: keyId },
    account_id: { S: randomBytes(64).toString("hex") },
    plan: { S: "enterprise" },
    digest: { B: Buffer.from(digest).toString("base64") },
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
    ...(hasRules ? rules : {}),
  };
}

function policyItemOf(keyId: string): object {
  const others = Array.from({ length: 19 }, () => {
    const groups = randomBytes(16).toString("hex").match(/.{4}/g) ?? [];
    return `${groups.join(":")}/128`;
  });
  return {
    format: number(keyItemFormat),
    sk: { S: policyItemKey(keyId).sk },
    policy_version: number(rulesVersion),
    scopes: { L: Object.keys(config.scopes).map((name) => ({ S: name })) },
    allowed_ips: { L: [...others, askedOfAllRules.address].map((S) => ({ S })) },
    quotas: { M: { day: number(10 ** 12), month: number(10 ** 12), total: number(10 ** 12) } },
  };
}

runTask(fillTask, async ({ keys, rejected, withAllRules }) => {
  const nowEpochMs = Date.now();
  const second = Math.floor(nowEpochMs / 1000);
  let isUnknown = false;
  let keyId = "";
  let digest: Uint8Array = new Uint8Array();
  const keyring = parseKeyring(JSON.stringify({ active: "v1", v1: "0".repeat(64) }));
  const call: JsonCall = async (operation) => {
    const hot = hotItemOf(keyId, digest, second, withAllRules);
    const items = withAllRules ? [hot, policyItemOf(keyId)] : [hot];
    const answer = operation === "Query" ? { Items: isUnknown ? [] : items } : { Attributes: hot };
    return JSON.parse(JSON.stringify(answer));
  };
  const verify = createVerifyKey({
    admit: createAdmit("keys", call, config.plans),
    readKey: createReadKey("keys", call),
    keyring: async () => keyring,
    nowEpochMs: () => nowEpochMs,
    random: Math.random,
    memory: createKeyMemory({ keys, rejected, expectsRules: true }),
    config,
  });
  async function meet(count: number, areUnknown: boolean): Promise<void> {
    isUnknown = areUnknown;
    for (let met = 0; met < count; met++) {
      const key = issueKey(randomBytes, defaultKeyPrefix);
      keyId = key.id;
      digest = digestKey(key.text, keyring)?.bytes ?? digest;
      const request = requestOf(key.text, askedOfAllRules);
      const { kind } = await verify(request, new Deadline(budgets.authorizerMs));
      if (kind !== (areUnknown ? "invalid" : "admitted")) throw new Error(`unexpected: ${kind}`);
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
