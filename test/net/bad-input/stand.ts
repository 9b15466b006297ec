import { randomBytes } from "node:crypto";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../../local/start.ts";
import { manage, newKeyOf } from "../../gateway/support/operator.ts";
import { guardTable, type TableGuard } from "./table-guard.ts";
import type { Names } from "./wire-case.ts";

/** A running Latchkey with something of everything in it, against which cases are sent. */
export interface Stand {
  readonly url: string;
  /** Every name that a case may use in double braces. */
  readonly names: Names;
  /** Texts that no response may contain. */
  readonly secrets: readonly string[];
  readonly guard: TableGuard;
  /** Lines about functions that failed. */
  readonly failures: readonly string[];
  stop(): Promise<void>;
}

export async function startStand(): Promise<Stand> {
  const failures: string[] = [];
  const latchkey = await startLocal({
    port: 0,
    isUnthrottled: true,
    reportFailure: (line) => failures.push(line),
  });
  const { url, stop } = latchkey;
  try {
    const names = await furnish(latchkey);
    const secrets = [names.operator, names.live, names.other, names.spare];
    return {
      url,
      names,
      secrets: secrets.filter((secret) => secret !== undefined),
      guard: await guardTable(latchkey),
      failures,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Accounts `agency` and `pro`, and keys in every state, so that some cases get past each check. */
async function furnish(latchkey: RunningLatchkey): Promise<Names> {
  await manage(latchkey, "PUT", "/accounts/agency", { plan: "agency", max_active_keys: 90 });
  await manage(latchkey, "PUT", "/accounts/pro", { plan: "pro" });
  const fields = { rate_limit_per_minute: 10_000 };
  const live = await newKeyOf(latchkey, "agency", fields);
  const spare = await newKeyOf(latchkey, "agency", fields);
  const revoked = await newKeyOf(latchkey, "agency", fields);
  const paused = await newKeyOf(latchkey, "agency", fields);
  const other = await newKeyOf(latchkey, "pro", fields);
  await manage(latchkey, "DELETE", `/accounts/agency/keys/${revoked.id}`);
  await manage(latchkey, "PATCH", `/accounts/agency/keys/${paused.id}`, { is_active: false });
  const keys = { live, spare, revoked, paused, other };
  const cursorOf = async (path: string): Promise<string> =>
    (await manage(latchkey, "GET", `${path}?limit=1`)).json.next_cursor;
  return {
    operator: latchkey.operatorToken,
    accountsCursor: await cursorOf("/accounts"),
    keysCursor: await cursorOf("/accounts/agency/keys"),
    eventsCursor: await cursorOf("/accounts/agency/events"),
    liveUpper: live.key.toUpperCase(),
    liveLower: live.key.toLowerCase(),
    liveTest: live.key.replace("sk_live_", "sk_test_"),
    liveEscaped: live.key.replace("sk_", "sk%5f"),
    unknown: issueKey(randomBytes, defaultKeyPrefix).text,
    wrongSecret: issueKeyFor(live.id, randomBytes, defaultKeyPrefix).text,
    ...Object.fromEntries(Object.entries(keys).map(([name, { key }]) => [name, key])),
    ...Object.fromEntries(Object.entries(keys).map(([name, { id }]) => [`${name}Id`, id])),
  };
}
