import { describe, expect, it } from "@jest/globals";
import { updateKey } from "../../support/endpoints.ts";
import { foreignFields, notTexts, notWholeNumbers } from "../../support/json-bodies.ts";
import { userOf } from "../../support/management-house.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

async function update(house: OneKeyHouse, body: object, authorizer?: Record<string, unknown>) {
  const parts = authorizer ? { authorizer } : {};
  return house.call(updateKey, { body: JSON.stringify(body), ...parts });
}

describe("a change of a key", () => {
  it("sets what is named, leaves the rest, and counts as one version", async () => {
    const house = new OneKeyHouse();
    const before = house.record;
    const { statusCode, body } = await update(house, { name: "  Other  ", is_active: false });
    expect(statusCode).toBe(200);
    expect(house.record).toEqual({
      ...before,
      name: "Other",
      isActive: false,
      pausedBy: { type: "operator", subject: undefined },
      version: before.version + 1,
      updatedAt: 1_800_000_000,
    });
    expect(JSON.parse(body)).toMatchObject({ name: "Other", is_active: false });
    expect(JSON.parse(body)).not.toHaveProperty("key");
  });

  it("tells of what changed, and of nothing where nothing did", async () => {
    const house = new OneKeyHouse();
    const before = house.record;
    for (const body of [
      {},
      { name: before.name },
      { is_active: true, rate_limit_per_minute: 60 },
    ]) {
      expect((await update(house, body)).statusCode).toBe(200);
      expect(house.record).toBe(before);
      expect(house.events).toEqual([]);
    }
    await update(house, { rate_limit_per_minute: 61 });
    expect(house.events).toMatchObject([
      { action: "key.updated", changes: { rate_limit_per_minute: { before: 60, after: 61 } } },
    ]);
  });

  it("sets an expiry, tells it from none, and takes it away with null", async () => {
    const house = new OneKeyHouse();
    await update(house, { expires_at: "2027-01-15T08:00:01.900Z" });
    expect(house.record.expiresAt).toBe(1_800_000_001);
    await update(house, { name: "Other" });
    expect(house.record.expiresAt).toBe(1_800_000_001);
    await update(house, { expires_at: null });
    expect(house.record.expiresAt).toBeUndefined();
  });

  it("lets an operator set any limit, and a user one up to the plan's", async () => {
    const house = new OneKeyHouse();
    await update(house, { rate_limit_per_minute: 10_000 });
    expect(house.record.rateLimitPerMinute).toBe(10_000);
    await update(house, { rate_limit_per_minute: 60 }, userOf("acct_1"));
    expect(house.record.rateLimitPerMinute).toBe(60);
    const refusal = house.refusal(updateKey, {
      body: '{"rate_limit_per_minute":61}',
      authorizer: userOf("acct_1"),
    });
    expect(await refusal).toEqual({
      status: 400,
      message: "rate_limit_per_minute: must be an integer from 1 to 60 on plan agency",
    });
  });

  it("lets a user pause a key whose limit only an operator could set", async () => {
    const house = new OneKeyHouse();
    await update(house, { rate_limit_per_minute: 10_000 });
    const answer = await update(house, { is_active: false }, userOf("acct_1"));
    expect(answer.statusCode).toBe(200);
    expect(house.record.rateLimitPerMinute).toBe(10_000);
  });

  it("is refused where the key is revoked, even if it would change nothing", async () => {
    const house = new OneKeyHouse();
    house.record = { ...house.record, isActive: false, revokedAt: 1_750_000_000 };
    for (const body of ['{"is_active":true}', "{}"]) {
      expect(await house.refusal(updateKey, { body })).toEqual({
        status: 409,
        message: "API key is revoked",
      });
    }
  });

  it.each([
    ["another's account", { account_id: "acct_2", id: "3kTMd92x" }, "API key not found"],
    ["no account's id", { account_id: "acct 1", id: "3kTMd92x" }, "Account not found"],
    ["another key", { account_id: "acct_1", id: "AAAAAAAA" }, "API key not found"],
    ["no key's id", { account_id: "acct_1", id: "AAAAAAA-" }, "API key not found"],
  ])("is 404 for %s", async (_, pathParameters, message) => {
    const refusal = new OneKeyHouse().refusal(updateKey, { pathParameters, body: "{}" });
    expect(await refusal).toEqual({ status: 404, message });
  });
});

describe("a bad change", () => {
  const rows: [string, string[]][] = [
    ["rate_limit_per_minute", [...notWholeNumbers, "0", "-1", "10001"]],
    ["name", [...notTexts, '""', '" "', '"a\\u0000b"']],
    ["is_active", ["null", "1", '"true"', "[]", "{}"]],
    ["expires_at", ["1", '""', '"2100-01-01"', '"2027-01-15T08:00:00Z"', "[]", "{}"]],
  ];
  it.each(rows)("of %s names the field and changes nothing", async (field, values) => {
    const house = new OneKeyHouse();
    for (const value of values) {
      const { status, message } = await house.refusal(updateKey, { body: `{"${field}":${value}}` });
      expect(status).toBe(400);
      expect(message).toMatch(new RegExp(`^${field}: must be `));
    }
  });

  it("cannot reach any other attribute", async () => {
    const house = new OneKeyHouse();
    const foreign = foreignFields.filter((field) => field !== "is_active");
    for (const field of [...foreign, "created_by", "plan"]) {
      const body = `{"name":"Other",${JSON.stringify(field)}:"x"}`;
      const { status, message } = await house.refusal(updateKey, { body });
      expect(status).toBe(400);
      expect(message).toContain(`unknown field ${JSON.stringify(field)}`);
    }
  });

  it("is 415 without a media type, 413 over 8 KiB, 400 where it is no JSON or no object", async () => {
    const house = new OneKeyHouse();
    const status = async (body: string, type = "application/json") =>
      (await house.refusal(updateKey, { body, headers: { "Content-Type": type } })).status;
    expect(await status("{}", "text/plain")).toBe(415);
    expect(await status(`{"name":"${"x".repeat(8_192)}"}`)).toBe(413);
    for (const body of ["", "{", "[]", "null", '"x"', "1"]) expect(await status(body)).toBe(400);
  });
});
