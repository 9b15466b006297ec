import type { Verdict } from "../../core/admission/verdict.ts";
import { noRules } from "../../core/key/key-rules.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import type { Quotas } from "../../core/key/quotas.ts";
import { withRules } from "../harness/all-rules.ts";
import { prepareKeys } from "../harness/contestants/latchkey.ts";
import { newCall } from "../harness/database/clients.ts";
import { notedClock, withNote } from "../harness/histories/record-check.ts";
import { type Random, seededRandom } from "../harness/random.ts";
import { newVerifier } from "../harness/verifier.ts";
import type { QuotaUse } from "./quota-history.ts";

export interface QuotaTask {
  readonly quotas: Quotas;
  /** The costs of requests, each as likely as the others. */
  readonly costs: readonly number[];
  /** Turns of the day that requests surround. */
  readonly midnights: readonly number[];
}

const containers = 4;
const limitPerMinute = 10_000;
const requestsAtMidnight = 240;
const aroundMs = 20_000;
/** Requests within so long a time are under way at once. */
const stepMs = 100;

/** One key of several containers on a clock that is set by hand, before, at and after ends of periods. */
export async function quotaRun(
  endpoint: string,
  { quotas, costs, midnights }: QuotaTask,
  seed: number,
): Promise<QuotaUse[]> {
  const random = seededRandom(seed);
  const overrides = withRules({ ...noRules, quotas });
  const prepared = await prepareKeys(endpoint, 1, limitPerMinute, { overrides });
  const { tableName, keys, secret } = prepared;
  const keyring = parseKeyring(secret);
  const time = { nowEpochMs: 0 };
  const clock = notedClock(() => time.nowEpochMs);
  const verifiers = Array.from({ length: containers }, () =>
    newVerifier({
      tableName,
      call: newCall(endpoint),
      keyring: async () => keyring,
      nowEpochMs: clock,
    }),
  );
  const uses: QuotaUse[] = [];
  let moment = 0;
  const use = async () => {
    const cost = oneOf(costs, random);
    const began = ++moment;
    const { result, epochMs } = await withNote(time.nowEpochMs, () =>
      oneOf(verifiers, random)(keys[0] ?? "", { cost }).catch(() => undefined),
    );
    uses.push({ cost, began, ended: ++moment, ...outcomeOf(result, epochMs) });
  };
  for (const arrivals of inSteps(arrivalsAround(midnights, random))) {
    await Promise.all(
      arrivals.map((atEpochMs) => {
        time.nowEpochMs = atEpochMs;
        return use();
      }),
    );
  }
  return uses;
}

/**
 * What became of a request, with a second of the periods that it was judged in. They end when the
 * answer says, which need not be by the clock that it was judged by.
 */
function outcomeOf(verdict: Verdict | undefined, epochMs: number) {
  const isOverQuota = verdict?.kind === "limited" && verdict.reason === "quota";
  if (verdict?.kind !== "admitted" && !isOverQuota) return { kind: "other", second: 0 } as const;
  const day = verdict.allowance.quotas.find(({ period }) => period === "day");
  const nextDay = Math.floor(epochMs / 1000 + (day?.resetAfterSeconds ?? Number.NaN));
  return { kind: isOverQuota ? "over-quota" : "admitted", second: nextDay - 1 } as const;
}

function arrivalsAround(midnights: readonly number[], random: Random): number[] {
  const around = (midnight: number) =>
    Array.from({ length: requestsAtMidnight }, () =>
      Math.floor(midnight + (random() * 2 - 1) * aroundMs),
    );
  return midnights.flatMap(around).sort((one, other) => one - other);
}

function inSteps(arrivals: readonly number[]): number[][] {
  const steps = new Map<number, number[]>();
  for (const arrival of arrivals) {
    const step = Math.floor((arrival + stepMs / 2) / stepMs);
    steps.set(step, [...(steps.get(step) ?? []), arrival]);
  }
  return [...steps.values()];
}

function oneOf<T>(values: readonly T[], random: Random): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new RangeError("no values");
  return value;
}
