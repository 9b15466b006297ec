import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { AdmissionAttempt } from "../../../../core/admission/admission.ts";
import { admit, emptyWindow } from "../../../../core/admission/rolling-window.ts";
import { type AdmissionWrite, admissionWrite } from "../../../../core/store/admission-write.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";
import { reservedNamesIn } from "../../../support/reserved-words.ts";

const second = 1_800_000_000;
const keyring = newKeyring("v2", ["v1", "v2"]);
const { record } = newKey(keyring, { rateLimitPerMinute: 60 });
const digest = { B: Buffer.from(record.digest.bytes).toString("base64") };
const _zeros = { L: new Array(60).fill({ N: "0" }) };

/** The window after requests so many seconds before the attempt. */
function expectedAfter(...secondsAgo: readonly number[]) {
  const window = secondsAgo.reduce((before, ago) => admit(before, second - ago, 1), emptyWindow);
  return { ...record, window };
}

function write(attempt: Partial<AdmissionAttempt> = {}): AdmissionWrite {
  return admissionWrite(
    "table",
    {
      keyId: record.id,
      secret: "current",
      digest: record.digest,
      cost: 1,
      second,
      nowEpochSeconds: second,
      expectedItem: record,
      policyVersion: undefined,
      quotas: undefined,
      ...attempt,
    },
    contractPlans,
  );
}

/** 1800000000 is in the 20833rd day since 1970, and 20833 modulo 30 is 13. */
const countToday = "d[13] = d[13] + :one";

const every = {
  TableName: "table",
  Key: { pk: { S: `KEY#${record.id}` }, sk: { S: "KEY" } },
  ExpressionAttributeNames: { "#plan": "plan", "#format": "format" },
  ReturnValuesOnConditionCheckFailure: "ALL_OLD",
};
const authentic = ["attribute_exists(pk)", "digest = :digest"];
const live = [
  "#format = :format",
  "is_active = :true",
  "attribute_not_exists(revoked_at)",
  "(attribute_not_exists(expires_at) OR expires_at > :now)",
];
const onBelievedPlan = "attribute_not_exists(suspended) AND #plan = :plan";
const withoutRules = "attribute_not_exists(policy_version)";
const roomAsBelieved = ["t = :expected_second", "n <= :most_before", "rate_limit = :limit"];
const everyValue = {
  ":digest": digest,
  ":format": { N: "1" },
  ":true": { BOOL: true },
  ":now": { N: "1800000000" },
  ":one": { N: "1" },
  ":cost": { N: "1" },
};
const believedValues = { ...everyValue, ":plan": { S: "agency" }, ":limit": { N: "60" } };

describe("the write of an admission", () => {
  it("of a key that is not known yet takes it to be on any eligible plan, without rules, idle for a minute but used today", () => {
    expect(write({ expectedItem: undefined, cost: 7 })).toEqual({
      ...every,
      ConditionExpression: [
        ...authentic,
        ...live,
        "attribute_not_exists(suspended)",
        "#plan IN (:eligible_0, :eligible_1, :eligible_2, :eligible_3)",
        withoutRules,
        "t < :visible_from",
        "t >= :day_begins",
        "rate_limit >= :cost",
      ].join(" AND "),
      UpdateExpression: [
        "SET w = :no_closed",
        "n = :cost",
        "t = :second",
        countToday,
        "total_requests = total_requests + :one",
      ].join(", "),
      ExpressionAttributeValues: {
        ...everyValue,
        ":cost": { N: "7" },
        ":eligible_0": { S: "agency" },
        ":eligible_1": { S: "master" },
        ":eligible_2": { S: "business" },
        ":eligible_3": { S: "enterprise" },
        ":visible_from": { N: "1799999940" },
        ":day_begins": { N: "1799971200" },
        ":no_closed": { L: new Array(60).fill({ N: "0" }) },
        ":second": { N: "1800000000" },
      },
      ReturnValues: "ALL_NEW",
    });
  });

  it("in the second that is believed to be the latest counts one more, up to the limit", () => {
    expect(write({ expectedItem: expectedAfter(60, 3, 3, 0, 0) })).toEqual({
      ...every,
      ConditionExpression: [
        ...authentic,
        ...live,
        onBelievedPlan,
        withoutRules,
        ...roomAsBelieved,
      ].join(" AND "),
      UpdateExpression: `SET n = n + :cost, ${countToday}, total_requests = total_requests + :one`,
      ExpressionAttributeValues: {
        ...believedValues,
        ":expected_second": { N: "1800000000" },
        ":most_before": { N: "56" },
      },
      ReturnValues: "UPDATED_NEW",
    });
  });

  it("in a later second closes the believed one and clears the slots of idle ones", () => {
    expect(write({ expectedItem: expectedAfter(65, 64, 63, 10, 5, 5) })).toEqual({
      ...every,
      ConditionExpression: [
        ...authentic,
        ...live,
        onBelievedPlan,
        withoutRules,
        ...roomAsBelieved,
      ].join(" AND "),
      UpdateExpression: [
        "SET w[55] = n",
        "w[56] = :zero",
        "w[57] = :zero",
        "n = :cost",
        "t = :second",
        countToday,
        "total_requests = total_requests + :one",
      ].join(", "),
      ExpressionAttributeValues: {
        ...believedValues,
        ":expected_second": { N: "1799999995" },
        ":most_before": { N: "58" },
        ":second": { N: "1800000000" },
        ":zero": { N: "0" },
      },
      ReturnValues: "ALL_NEW",
    });
  });

  it("in a later second names no value that it does not use, which DynamoDB would refuse", () => {
    const { UpdateExpression, ExpressionAttributeValues } = write({
      expectedItem: expectedAfter(1),
    });
    expect(UpdateExpression).toBe(
      `SET w[59] = n, n = :cost, t = :second, ${countToday}, total_requests = total_requests + :one`,
    );
    expect(ExpressionAttributeValues).not.toHaveProperty(":zero");
  });

  it("60 s later still counts what was seen, and 61 s later begins anew", () => {
    expect(write({ expectedItem: expectedAfter(60) }).ConditionExpression).toContain(
      "t = :expected_second",
    );
    const anew = write({ expectedItem: expectedAfter(61) });
    expect(anew.ConditionExpression).toBe(
      [
        ...authentic,
        ...live,
        onBelievedPlan,
        withoutRules,
        "t = :expected_second",
        "rate_limit >= :cost",
      ].join(" AND "),
    );
    expect(anew.UpdateExpression).toMatch(/^SET w = :no_closed, n = :cost, t = :second, /);
    expect(anew.ReturnValues).toBe("ALL_NEW");
  });

  it("cannot succeed on a limit that is used up, since no count is that low", () => {
    const expectedItem = { ...expectedAfter(3, 2, 1, 0), rateLimitPerMinute: 3 };
    expect(write({ expectedItem }).ExpressionAttributeValues[":most_before"]).toEqual({ N: "-1" });
  });

  it("replaces a digest under an older pepper, and its version, where it matches the old one", () => {
    const { digest: older } = newKey(newKeyring("v1")).record;
    const { ConditionExpression, UpdateExpression, ExpressionAttributeValues } = write({
      digest: older,
      upgradedDigest: record.digest,
      expectedItem: { ...expectedAfter(0), digest: older },
    });
    expect(ConditionExpression).toMatch(/^attribute_exists\(pk\) AND digest = :digest AND /);
    expect(UpdateExpression).toBe(
      "SET digest = :upgraded_digest, pepper = :upgraded_version, n = n + :cost, " +
        `${countToday}, total_requests = total_requests + :one`,
    );
    expect(ExpressionAttributeValues).toMatchObject({
      ":digest": { B: Buffer.from(older.bytes).toString("base64") },
      ":upgraded_digest": digest,
      ":upgraded_version": { S: "v2" },
    });
  });

  it("counts a new day in its slot, and clears those of the days without traffic", () => {
    const day = 86_400;
    const yesterday = write({ expectedItem: expectedAfter(day) });
    expect(yesterday.UpdateExpression).toContain("t = :second, d[13] = :one, total_requests");
    const earlier = write({ expectedItem: expectedAfter(3 * day) });
    expect(earlier.UpdateExpression).toContain("d[13] = :one, d[11] = :zero, d[12] = :zero, ");
    const longAgo = write({ expectedItem: expectedAfter(400 * day) }).UpdateExpression;
    expect(longAgo.match(/d\[\d+\] = :zero/g)).toHaveLength(29);
  });

  it("of a replaced secret asks for its digest and its grace period, and notes its use", () => {
    const previous = { digest: record.digest, validUntil: second + 1, lastUsedAt: undefined };
    const expectedItem = { ...expectedAfter(0), previous };
    const { ConditionExpression, UpdateExpression } = write({ secret: "previous", expectedItem });
    expect(ConditionExpression).toMatch(
      /^attribute_exists\(pk\) AND od = :digest AND ou > :now AND /,
    );
    expect(UpdateExpression).toMatch(/^SET oa = :second, n = n \+ :cost, /);
    const moved = write({ secret: "previous", expectedItem, upgradedDigest: record.digest });
    expect(moved.UpdateExpression).toMatch(/^SET od = :upgraded_digest, op = :upgraded_version, /);
  });

  it("into a second that a rival began bounds what it does not know of, and gets the whole item", () => {
    const expectedItem = { ...expectedAfter(5, 2, 2), rateLimitPerMinute: 12 };
    const joined = write({ expectedItem, isOptimisticJoin: true });
    expect(joined.ConditionExpression).toContain(
      "t = :expected_second AND w[58] <= :most_in_each AND w[59] <= :most_in_each AND " +
        "n <= :most_before AND rate_limit = :limit",
    );
    expect(joined.UpdateExpression).toMatch(/^SET n = n \+ :cost, /);
    const { ExpressionAttributeValues: values } = joined;
    const bounds = [":most_in_each", ":most_before"].map((name) => Number(Object(values[name]).N));
    const [mostInEach = 0, mostBefore = 0] = bounds;
    // One closed second before, two of unknown content, the joined one, and this request.
    expect(1 + 2 * mostInEach + mostBefore + 1).toBeLessThanOrEqual(12);
    expect(joined.ReturnValues).toBe("ALL_NEW");
  });

  it("checks the expiry against the clock, not against the second that it counts in", () => {
    const { ExpressionAttributeValues } = write({ nowEpochSeconds: second - 90 });
    expect(ExpressionAttributeValues[":now"]).toEqual({ N: "1799999910" });
    expect(ExpressionAttributeValues[":second"]).toEqual({ N: "1800000000" });
  });
});

describe("every write of an admission", () => {
  const attempts = fc.record({
    cost: fc.integer({ min: 1, max: 1_000 }),
    rules: fc.constantFrom(
      {},
      { policyVersion: 7 },
      { policyVersion: 8, quotas: { day: 1_000_000_000_000 } },
      { policyVersion: 9, quotas: { day: 2_000, month: 30_000, total: 400_000 } },
    ),
    isUpgrade: fc.boolean(),
    secret: fc.constantFrom("current" as const, "previous" as const),
    secondsAgo: fc.array(fc.oneof(fc.nat(130), fc.nat(4_000_000)), {
      minLength: 1,
      maxLength: 30,
    }),
  });

  it("is well-formed: values and names are used and defined, none is reserved, no path is set twice", () => {
    fc.assert(
      fc.property(attempts, ({ cost, rules, isUpgrade, secret, secondsAgo }) => {
        const expectedItem = expectedAfter(...secondsAgo.toSorted((one, other) => other - one));
        const { ConditionExpression, UpdateExpression, ...rest } = write({
          cost,
          ...rules,
          expectedItem,
          ...(isUpgrade ? { upgradedDigest: record.digest } : {}),
          secret,
        });
        const both = `${ConditionExpression} ${UpdateExpression}`;
        const used = new Set(both.match(/[:#]\w+/g));
        const defined = [rest.ExpressionAttributeValues, rest.ExpressionAttributeNames];
        expect([...used].sort()).toEqual(defined.flatMap(Object.keys).sort());
        expect(reservedNamesIn(both)).toEqual([]);
        const targets = [...UpdateExpression.matchAll(/(?:SET|,) (\S+) = /g)].map(
          ([, path]) => path,
        );
        expect(new Set(targets).size).toBe(targets.length);
        expect(Buffer.byteLength(both)).toBeLessThan(4_096);
      }),
      { numRuns: 300 },
    );
  });

  it("touches nothing but the window and the counts", () => {
    const paths = [
      write(),
      write({ expectedItem: expectedAfter(0) }),
      write({ expectedItem: expectedAfter(70, 9) }),
    ]
      .flatMap(({ UpdateExpression }) => [...UpdateExpression.matchAll(/(?:SET|,) (\w+)/g)])
      .map(([, path]) => path);
    expect(new Set(paths)).toEqual(new Set(["w", "n", "t", "d", "total_requests"]));
  });
});
