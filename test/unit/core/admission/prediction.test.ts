import { describe, expect, it } from "@jest/globals";
import type { RememberedKey } from "../../../../core/admission/key-memory.ts";
import { contentionAfter, predictFrom } from "../../../../core/admission/prediction.ts";
import { emptyWindow, type RollingWindow } from "../../../../core/admission/rolling-window.ts";
import { noRules } from "../../../../core/key/key-rules.ts";
import type { ManagedKey } from "../../../../core/key/managed-key.ts";
import { present } from "../../../../core/key/presented-key.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { hotOf, newKey, newKeyring } from "../../../support/keys.ts";

const second = 1_800_000_000;
const keyring = newKeyring();

function remember(
  overrides: Partial<ManagedKey> = {},
  memory: Partial<Omit<RememberedKey, "record">> = {},
) {
  const { key, record } = newKey(keyring, { rateLimitPerMinute: 1_000, ...overrides });
  const remembered: RememberedKey = {
    rules: undefined,
    full: undefined,
    contention: 0,
    ...memory,
    record: hotOf(record),
  };
  const predict = (nowEpochMs: number) => {
    const { rules } = remembered;
    const judged = { cost: 1, scope: undefined, rules, isAddressAllowed: true };
    const presented = present(key, keyring);
    return predictFrom(remembered, presented, judged, keyring, nowEpochMs, contractPlans);
  };
  return { remembered, predict };
}

const windowOf = (count: number, closed = 0): RollingWindow => ({
  second,
  count,
  closed: emptyWindow.closed.map(() => closed),
});

describe("another container is expected to have begun the new second", () => {
  /** After so many ms of a second that is so long after the last one with traffic. */
  function expects(window: RollingWindow, absence: number, ms: number, contention = 1) {
    const prediction = remember({ window }, { contention }).predict((second + absence) * 1000 + ms);
    return prediction.kind === "admissible" && prediction.attempt.isOptimisticJoin;
  }

  it("once it is more likely than not, at the rate of the last second", () => {
    // ln 2 / 2 of a second
    expect(expects(windowOf(2), 1, 346)).toBe(false);
    expect(expects(windowOf(2), 1, 347)).toBe(true);
  });

  it("at the rate of the last minute, if that is higher", () => {
    expect(expects(windowOf(1, 2), 1, 300)).toBe(false);
    expect(expects(windowOf(1, 2), 1, 400)).toBe(true);
  });

  it("only if there were others of late", () => {
    expect(expects(windowOf(20), 1, 900, 0)).toBe(false);
    expect(expects(windowOf(20), 1, 900, 3)).toBe(true);
  });

  it("neither in the second itself, nor after more than four seconds", () => {
    expect(expects(windowOf(20), 0, 900)).toBe(false);
    expect(expects(windowOf(20), 4, 900)).toBe(true);
    expect(expects(windowOf(20), 5, 900)).toBe(false);
  });
});

describe("the measure of contention", () => {
  const measured = (
    contention: number,
    found: { isAdmitted: boolean; isOptimisticJoin: boolean; windowSecond: number },
    attempted = second + 1,
  ) => {
    const { remembered } = remember({ window: windowOf(1) }, { contention });
    const window = { ...windowOf(1), second: found.windowSecond };
    return contentionAfter(remembered, attempted, {
      ...found,
      record: { ...remembered.record, window },
    });
  };
  const joined = { isAdmitted: true, isOptimisticJoin: true, windowSecond: second + 1 };
  const alone = { ...joined, isOptimisticJoin: false };
  const late = { isAdmitted: false, isOptimisticJoin: false, windowSecond: second + 1 };

  it("grows up to three where another container was first", () => {
    expect([0, 1, 2, 3].map((before) => measured(before, joined))).toEqual([1, 2, 3, 3]);
    expect(measured(1, late)).toBe(2);
    expect(measured(1, { ...late, windowSecond: second + 2 })).toBe(2);
  });

  it("shrinks down to nothing where none was", () => {
    expect([0, 1, 3].map((before) => measured(before, alone))).toEqual([0, 0, 2]);
    expect(measured(2, { ...late, isOptimisticJoin: true, windowSecond: second })).toBe(1);
  });

  it("stays within a second that has begun, and is nothing for a key that is new", () => {
    expect(measured(2, joined, second)).toBe(2);
    const { record } = remember().remembered;
    const found = { isAdmitted: true, record, isOptimisticJoin: true };
    expect(contentionAfter(undefined, second, found)).toBe(0);
  });
});

describe("a window that was seen full", () => {
  const full = windowOf(1_000);
  const seen = (timesSeen: number, clockSecond = second) =>
    remember({ window: full }, { full: { clockSecond, timesSeen } });

  it("refuses without a read once the table has said so four times in that second", () => {
    expect(seen(3).predict(second * 1000 + 500)).toEqual({ kind: "needs-read" });
    expect(seen(4).predict(second * 1000 + 999)).toEqual({ kind: "full", second });
    expect(seen(4).predict((second + 1) * 1000)).toEqual({ kind: "needs-read" });
  });

  it("refuses nobody else: not who presents another secret, nor for another reason", () => {
    const { remembered } = seen(4);
    const other = present(newKey(keyring).key, keyring);
    const judged = { cost: 1, scope: undefined, rules: undefined, isAddressAllowed: true };
    const predict = (record: RememberedKey["record"]) =>
      predictFrom({ ...remembered, record }, other, judged, keyring, second * 1000, contractPlans);
    expect(predict(remembered.record)).toEqual({ kind: "needs-read" });
    const paused = remember(
      { window: full, isActive: false },
      { full: { clockSecond: second, timesSeen: 4 } },
    );
    expect(paused.predict(second * 1000)).toEqual({ kind: "needs-read" });
  });
});

it("a key whose rules have changed since they were read is read again", () => {
  const rules = { ...noRules, version: 3, isAllowed: undefined };
  const kindOf = (policyVersion: number | undefined) =>
    remember({ policyVersion }, { rules }).predict(second * 1000).kind;
  expect([kindOf(3), kindOf(4), kindOf(undefined)]).toEqual([
    "admissible",
    "needs-read",
    "needs-read",
  ]);
});
