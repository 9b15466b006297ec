import type { AdmissionAttempt, AdmissionOutcome } from "../../functions/domain/admission.ts";
import { isLive, type KeyRecord } from "../../functions/domain/key-record.ts";
import { sameDigest } from "../../functions/domain/pepper.ts";
import { isEligible } from "../../functions/domain/plan.ts";
import {
  closedCount,
  emptyWindow,
  isPast,
  type RollingWindow,
  slotOf,
  spanSeconds,
  staleSlots,
} from "../../functions/domain/rolling-window.ts";

/**
 * What the table does with an admission, in a few lines and atomically. It uses nothing of the item
 * but what the write's condition may see; test/store holds it against the real database.
 */
export class InMemoryTable {
  readonly records = new Map<string, KeyRecord>();
  writes = 0;

  put(record: KeyRecord): void {
    this.records.set(record.id, record);
  }

  change(keyId: string, change: Partial<KeyRecord>): void {
    const record = this.records.get(keyId);
    if (!record) throw new Error("no such record");
    this.put({ ...record, ...change });
  }

  admit(attempt: AdmissionAttempt): AdmissionOutcome {
    this.writes++;
    const record = this.records.get(attempt.keyId);
    if (!record) return { kind: "unknown" };
    if (!meetsCondition(record, attempt)) return { kind: "refused", record };
    const after = {
      ...record,
      digest: attempt.upgradedDigest ?? record.digest,
      totalRequests: record.totalRequests + 1,
      window: windowAfter(record.window, attempt),
    };
    this.put(after);
    return { kind: "admitted", record: after };
  }
}

function meetsCondition(record: KeyRecord, attempt: AdmissionAttempt): boolean {
  const { belief, digest, nowEpochSeconds, second } = attempt;
  const { window } = record;
  if (!sameDigest(digest, record.digest) || !isLive(record, nowEpochSeconds)) return false;
  if (belief ? record.plan !== belief.plan : !isEligible(record.plan)) return false;
  if (!belief || isPast(belief.window, second)) {
    return window.second < second - spanSeconds && record.rateLimitPerMinute >= 1;
  }
  if (record.rateLimitPerMinute !== belief.rateLimitPerMinute) return false;
  const mostBefore = belief.rateLimitPerMinute - 1 - closedCount(belief.window, second);
  return window.second === belief.window.second && window.count <= mostBefore;
}

function windowAfter(window: RollingWindow, { belief, second }: AdmissionAttempt): RollingWindow {
  if (!belief || isPast(belief.window, second)) {
    return { second, count: 1, closed: emptyWindow.closed };
  }
  if (second === belief.window.second) return { ...window, count: window.count + 1 };
  const closed = [...window.closed];
  closed[slotOf(belief.window.second)] = window.count;
  for (const slot of staleSlots(belief.window, second)) closed[slot] = 0;
  return { second, count: 1, closed };
}
