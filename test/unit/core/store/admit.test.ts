import { describe, expect, it, jest } from "@jest/globals";
import type { AdmissionAttempt } from "../../../../core/admission/admission.ts";
import { emptyWindow } from "../../../../core/admission/rolling-window.ts";
import { awsErrorFrom, ConnectionError } from "../../../../core/aws/aws-error.ts";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { CorruptItemError, type KeyRecord } from "../../../../core/key/key-record.ts";
import { admissionWrite } from "../../../../core/store/admission-write.ts";
import { createAdmit } from "../../../../core/store/admit.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { ample } from "../../../support/deadlines.ts";
import { hotOf, newKey, newKeyring } from "../../../support/keys.ts";
import { hotItemOnTheWire } from "../../../support/wire-item.ts";

const second = 1_800_000_000;
const { record } = newKey(newKeyring());
const window = { ...emptyWindow, second, count: 4 };
const expectedItem: KeyRecord = { ...hotOf(record), window, totalRequests: 9 };
const attempt: AdmissionAttempt = {
  keyId: record.id,
  secret: "current",
  digest: record.digest,
  second,
  nowEpochSeconds: second,
  cost: 1,
  expectedItem: { ...expectedItem, window: emptyWindow },
  policyVersion: undefined,
  quotas: undefined,
};

/** The outcome of an attempt with this response of the table. */
function admitAnswered(answer: unknown, made: AdmissionAttempt = attempt) {
  return createAdmit("table", async () => answer, contractPlans)(made, ample);
}

function admitFailed(error: Error) {
  return createAdmit("table", async () => Promise.reject(error), contractPlans)(attempt, ample);
}

const failedCondition = (members: object) =>
  awsErrorFrom(
    400,
    JSON.stringify({ __type: "com.amazonaws#ConditionalCheckFailedException", ...members }),
  );

describe("an admission sent to the table", () => {
  it("is one UpdateItem", async () => {
    const call = jest
      .fn<JsonCall>()
      .mockResolvedValue({ Attributes: hotItemOnTheWire(expectedItem) });
    await createAdmit("table", call, contractPlans)(attempt, ample);
    expect(call.mock.calls).toEqual([
      ["UpdateItem", admissionWrite("table", attempt, contractPlans), ample],
    ]);
  });

  it("of a key that was idle gives the whole record", async () => {
    const outcome = await admitAnswered({ Attributes: hotItemOnTheWire(expectedItem) });
    expect(outcome).toEqual({ kind: "admitted", record: expectedItem });
  });

  it("in the expected second gives the expected item with the two new counts", async () => {
    const Attributes = { n: { N: "7" }, total_requests: { N: "12" } };
    const outcome = await admitAnswered({ Attributes }, { ...attempt, expectedItem });
    const after = { ...expectedItem, totalRequests: 12, window: { ...window, count: 7 } };
    expect(outcome).toEqual({ kind: "admitted", record: after });
  });

  it("in the expected second gives what was used of each quota", async () => {
    const Attributes = {
      n: { N: "7" },
      total_requests: { N: "12" },
      ud: { N: "70" },
      ut: { N: "700" },
    };
    const made = { ...attempt, expectedItem, quotas: { day: 100, total: 1_000 } };
    const outcome = await admitAnswered({ Attributes }, made);
    expect(outcome).toMatchObject({
      record: { quotaUse: { day: 70, month: undefined, total: 700 } },
    });
    const { ut: _, ...short } = Attributes;
    await expect(admitAnswered({ Attributes: short }, made)).rejects.toThrow(CorruptItemError);
  });

  it("in a later second gives the record as it has become, not as it was believed to be", async () => {
    const closed = emptyWindow.closed.with(0, 5);
    const after = { ...expectedItem, window: { second: second + 1, count: 1, closed } };
    const outcome = await admitAnswered(
      { Attributes: hotItemOnTheWire(after) },
      { ...attempt, expectedItem, second: second + 1 },
    );
    expect(outcome).toEqual({ kind: "admitted", record: after });
  });

  it("that moved the digest to the active pepper gives the new one", async () => {
    const { digest: upgradedDigest } = newKey(newKeyring("v2", ["v2"])).record;
    const Attributes = {
      n: { N: "5" },
      total_requests: { N: "10" },
      digest: { B: Buffer.from(upgradedDigest.bytes).toString("base64") },
      pepper: { S: "v2" },
    };
    const outcome = await admitAnswered(
      { Attributes },
      { ...attempt, expectedItem, upgradedDigest },
    );
    expect(outcome).toMatchObject({ kind: "admitted", record: { digest: upgradedDigest } });
  });
});

describe("an admission by the secret before the last rotation, in the expected second", () => {
  const { digest } = newKey(newKeyring()).record;
  const previous = { digest, validUntil: second + 60, lastUsedAt: undefined };
  const rotated = { ...expectedItem, previous };
  const made = { ...attempt, secret: "previous", digest, expectedItem: rotated } as const;
  const Attributes = { n: { N: "5" }, total_requests: { N: "10" }, oa: { N: String(second) } };

  it("gives that secret as used, and the current one as it was", async () => {
    expect(await admitAnswered({ Attributes }, made)).toMatchObject({
      kind: "admitted",
      record: { digest: record.digest, previous: { ...previous, lastUsedAt: second } },
    });
  });

  it("moves that secret's digest to the active pepper, not the current one's", async () => {
    const { digest: upgradedDigest } = newKey(newKeyring("v2", ["v2"])).record;
    expect(await admitAnswered({ Attributes }, { ...made, upgradedDigest })).toMatchObject({
      kind: "admitted",
      record: {
        digest: record.digest,
        previous: { digest: upgradedDigest, validUntil: second + 60 },
      },
    });
  });
});

it("no admission is sent to the table for a plan that may not call", async () => {
  const call = jest.fn<JsonCall>();
  const made = { ...attempt, expectedItem: { ...expectedItem, plan: "free" } };
  await expect(createAdmit("table", call, contractPlans)(made, ample)).rejects.toThrow(
    "an attempt was made for a plan that is not eligible",
  );
  expect(call).not.toHaveBeenCalled();
});

describe("an admission that the table refuses", () => {
  it("gives the record as it was found", async () => {
    const outcome = await admitFailed(failedCondition({ Item: hotItemOnTheWire(expectedItem) }));
    expect(outcome).toEqual({ kind: "refused", record: expectedItem });
  });

  it("is of an unknown key where there was no item", async () => {
    expect(await admitFailed(failedCondition({}))).toEqual({ kind: "unknown" });
  });
});

describe("an admission fails", () => {
  it.each([
    awsErrorFrom(400, '{"__type":"ThrottlingException"}'),
    awsErrorFrom(400, '{"__type":"ValidationException"}'),
    awsErrorFrom(500, ""),
    new ConnectionError("no answer"),
    new Error("ConditionalCheckFailedException"),
  ])("with every other fault: %s", async (error) => {
    await expect(admitFailed(error)).rejects.toBe(error);
  });

  it("on a corrupt item, found or written", async () => {
    const corrupt = { ...hotItemOnTheWire(expectedItem), plan: { N: "1" } };
    await expect(admitAnswered({ Attributes: corrupt })).rejects.toBeInstanceOf(CorruptItemError);
    await expect(admitFailed(failedCondition({ Item: corrupt }))).rejects.toThrow(
      "key item: plan is missing or malformed",
    );
  });

  it.each([undefined, {}, { Attributes: {} }, { Attributes: { n: { N: "5" } } }])(
    "rather than believe an answer without its counts: %j",
    async (answer) => {
      await expect(admitAnswered(answer, { ...attempt, expectedItem })).rejects.toBeInstanceOf(
        CorruptItemError,
      );
    },
  );
});
