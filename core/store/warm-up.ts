import type { EligiblePlans, Plan } from "../account/plan.ts";
import { createKeyMemory } from "../admission/key-memory.ts";
import { emptyWindow } from "../admission/rolling-window.ts";
import { createVerifyKey, type VerifyKey } from "../admission/verify-key.ts";
import { assembleKey } from "../key/api-key.ts";
import { keyItemFormat } from "../key/key-record.ts";
import { parseKeyring } from "../key/pepper.ts";
import { type PresentedKey, present } from "../key/presented-key.ts";
import { usageDays } from "../key/usage.ts";
import { createAdmit } from "./admit.ts";
import { keyItemKey } from "./item-keys.ts";
import { createReadKey } from "./read-key.ts";
import { type AttributeValue, binary, number } from "./update.ts";

/** A check that is made for the sake of its code alone: all of it in memory, with nobody's key. */
export interface WarmUp {
  readonly token: string;
  readonly verifyKey: VerifyKey;
}

interface WarmUpConfig {
  readonly keyPrefix: string;
  readonly plans: EligiblePlans;
}

/**
 * The check of a key that is admitted, as the first request's will most likely be. V8 compiles a
 * function when it is first called; after a warmUp the first request finds that done.
 */
export function createWarmUp({ keyPrefix, plans }: WarmUpConfig): WarmUp {
  const key = assembleKey("0".repeat(8), "0".repeat(32), keyPrefix);
  const keyring = parseKeyring(JSON.stringify({ active: "v1", v1: "0".repeat(64) }));
  const item = itemOf(present(key, keyring), plans.eligible[0] ?? "");
  return {
    token: key.text,
    verifyKey: createVerifyKey({
      admit: createAdmit("table", async () => ({ Attributes: item }), plans),
      readKey: createReadKey("table", async () => ({ Items: [item] })),
      keyring: async () => keyring,
      nowEpochMs: Date.now,
      random: Math.random,
      memory: createKeyMemory({ keys: 1, rejected: 1 }),
      config: { keyPrefix, plans, importedKeys: "none" },
    }),
  };
}

/** A key's item as the table has it. Its digest is the one that the warm-up's pepper makes. */
function itemOf(presented: PresentedKey, plan: Plan): Record<string, AttributeValue> {
  const text = { S: "warmUp" };
  const zero = number(0);
  return {
    sk: { S: keyItemKey(presented.id).sk },
    format: number(keyItemFormat),
    key_id: { S: presented.id },
    account_id: text,
    plan: { S: plan },
    digest: binary(presented.activeDigest().bytes),
    pepper: { S: "v1" },
    rate_limit: number(60),
    is_active: { BOOL: true },
    created_at_ms: zero,
    version: zero,
    total_requests: zero,
    d: { L: new Array<AttributeValue>(usageDays).fill(zero) },
    t: zero,
    n: zero,
    w: { L: emptyWindow.closed.map(number) },
  };
}
