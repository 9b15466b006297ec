import { describe, expect, it } from "@jest/globals";
import { newAccount } from "../../../../core/account/account-record.ts";
import { admittedCount } from "../../../../core/admission/rolling-window.ts";
import { type KeyParams, newKeyRecord } from "../../../../core/key/new-key.ts";
import { requestsPerDay, totalOf, usageDays } from "../../../../core/key/usage.ts";
import { contractPlans, plans } from "../../../support/contract-config.ts";

const now = 1_800_000_000;
const digest = { pepperVersion: "v1", bytes: new Uint8Array(32) };
const createdBy = { type: "user", subject: "auth0|42" } as const;
const params: KeyParams & { createdBy: typeof createdBy } = {
  createdBy,
  name: "Server",
  note: "Owned by the data team",
  metadata: { crm_id: "c-1042" },
  environment: "staging",
  expiresAt: now + 60,
  rateLimitPerMinute: 7,
  scopes: undefined,
  allowedIps: undefined,
  quotas: undefined,
};

describe("a new key", () => {
  const account = newAccount("acct_1", "agency", (now - 100) * 1000, 25);

  it("is what was wished for, on its account's plan, and live", () => {
    expect(
      newKeyRecord("3kTMd92x", digest, account, params, now * 1000 + 999, contractPlans),
    ).toMatchObject({
      id: "3kTMd92x",
      accountId: "acct_1",
      name: "Server",
      environment: "staging",
      note: "Owned by the data team",
      metadata: { crm_id: "c-1042" },
      createdBy,
      plan: "agency",
      digest,
      previous: undefined,
      rateLimitPerMinute: 7,
      isActive: true,
      expiresAt: now + 60,
      revokedAt: undefined,
      createdAtEpochMs: now * 1000 + 999,
      updatedAt: now,
      version: 1,
    });
  });

  it("has not been used", () => {
    const record = newKeyRecord(
      "3kTMd92x",
      digest,
      account,
      params,
      now * 1000 + 999,
      contractPlans,
    );
    expect(record.totalRequests).toBe(0);
    expect(record.dailyRequests).toEqual(Array.from({ length: usageDays }, () => 0));
    expect(admittedCount(record.window, now)).toBe(0);
    expect(totalOf(requestsPerDay(record, now))).toBe(0);
  });

  it("shares no counter with another", () => {
    const [one, other] = [1, 2].map(() =>
      newKeyRecord("3kTMd92x", digest, account, params, now * 1000 + 999, contractPlans),
    );
    expect(one?.dailyRequests).not.toBe(other?.dailyRequests);
  });

  it.each(plans.map((plan) => [plan]))(
    "has the limit of plan %s where none is wished for",
    (plan) => {
      const limits: Readonly<Record<string, number>> = {
        free: 10,
        pro: 30,
        agency: 60,
        master: 120,
        business: 120,
        enterprise: 600,
      };
      const onPlan = newAccount("acct_1", plan, now, 25);
      const record = newKeyRecord(
        "3kTMd92x",
        digest,
        onPlan,
        { ...params, rateLimitPerMinute: undefined },
        now,
        contractPlans,
      );
      expect(record.rateLimitPerMinute).toBe(limits[plan]);
    },
  );
});
