import { randomBytes } from "node:crypto";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { parseKeyring } from "../../../core/key/pepper.ts";
import { rulesNoticeKey } from "../../../core/store/item-keys.ts";
import { hotItem, policyItem } from "../../../core/store/key-item.ts";
import { createFindRulesNotice } from "../../../core/store/rules-notice.ts";
import { Deadline } from "../../../core/time/deadline.ts";
import { newKey } from "../../../test/support/keys.ts";
import { newCall, newSdkClient } from "../database/clients.ts";
import { dynamoDbItem } from "../database/dynamodb-json.ts";
import { countedCall, RoundTrips } from "../database/round-trips.ts";
import { createTable } from "../database/tables.ts";
import { latchkey as name } from "../figure.ts";
import { newVerifier } from "../verifier.ts";
import type { Contestant, Prepared } from "./contestant.ts";

export const latchkey: Contestant = {
  name,
  covers: "key, state, expiry, plan, rules, quotas, rolling window, last use, usage per day",

  prepare(endpoint, count, limitPerMinute, secret) {
    return prepareKeys(endpoint, count, limitPerMinute, { secret });
  },

  async open(endpoint, { tableName, secret }, nowEpochMs) {
    const trips = new RoundTrips();
    const keyring = parseKeyring(secret);
    const call = newCall(endpoint);
    const verify = newVerifier({
      tableName,
      call: countedCall(call, trips),
      keyring: async () => keyring,
      nowEpochMs,
      expectsRules: await createFindRulesNotice(tableName, call)(new Deadline(60_000)),
    });
    return {
      trips,
      check: async (key, asked) => {
        const { kind } = await verify(key, asked);
        if (kind !== "admitted" && kind !== "limited") throw new Error(`unexpected: ${kind}`);
        return kind === "admitted";
      },
    };
  },
};

interface KeyOptions {
  readonly secret?: string | undefined;
  readonly overrides?: Partial<ManagedKey>;
}

/** Makes a table with live keys. */
export async function prepareKeys(
  endpoint: string,
  count: number,
  limitPerMinute: number,
  options: KeyOptions,
): Promise<Prepared> {
  const tableName = await createTable(newSdkClient(endpoint), "latchkey", "pk", "sk");
  return putKeys(endpoint, tableName, count, limitPerMinute, options);
}

/** Puts live keys into a table that is there already. */
export async function putKeys(
  endpoint: string,
  tableName: string,
  count: number,
  limitPerMinute: number,
  options: KeyOptions = {},
): Promise<Prepared> {
  const { secret = newSecret(), overrides = {} } = options;
  const keyring = parseKeyring(secret);
  const call = newCall(endpoint);
  const keys: string[] = [];
  for (let made = 0; made < count; made++) {
    const { key, record } = newKey(keyring, { ...overrides, rateLimitPerMinute: limitPerMinute });
    const policy = policyItem(record);
    for (const item of [hotItem(record), policy, policy && { ...rulesNoticeKey }]) {
      if (!item) continue;
      const put = { TableName: tableName, Item: dynamoDbItem(item) };
      await call("PutItem", put, new Deadline(60_000));
    }
    keys.push(key.text);
  }
  return { tableName, keys, limitPerMinute, secret };
}

export function newSecret(): string {
  return JSON.stringify({ active: "v1", v1: randomBytes(32).toString("hex") });
}
