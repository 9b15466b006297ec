import { createHash } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { foreignKeyId } from "../../../core/key/foreign-key.ts";
import { importKey } from "../../support/endpoints.ts";
import { foreignFields } from "../../support/json-bodies.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";
import { refusalOf } from "../../support/refusal.ts";

const digest = createHash("sha256").update("a key of another system").digest();
const sha256 = digest.toString("hex");
const id = foreignKeyId(digest);

function bodyWith(fields: object = {}): string {
  return JSON.stringify({ sha256, name: "Old key", ...fields });
}

describe("an import", () => {
  it("makes a key that is known by its SHA-256 alone, and shows no secret", async () => {
    const house = new OneKeyHouse();
    const { statusCode, body } = await house.call(importKey, { body: bodyWith() });
    expect(statusCode).toBe(201);
    expect(JSON.parse(body)).toMatchObject({ id, name: "Old key", key_prefix: `sk_live_${id}` });
    expect(JSON.parse(body)).not.toHaveProperty("key");
    expect(body).not.toContain(sha256);
    expect(house.record).toMatchObject({
      id,
      accountId: "acct_1",
      plan: "agency",
      digest: { pepperVersion: "sha256", bytes: digest },
    });
    expect(house.events).toMatchObject([{ action: "key.imported", keyId: id }]);
    expect(JSON.stringify(house.events)).not.toContain(sha256);
  });

  it("takes the digest in letters of any case", async () => {
    const house = new OneKeyHouse();
    await house.call(importKey, { body: bodyWith({ sha256: sha256.toUpperCase() }) });
    expect(house.record.digest.bytes).toEqual(digest);
  });

  it("takes no digest of nothing, which no key can have", async () => {
    const ofNothing = createHash("sha256").update("").digest("hex");
    for (const sha256 of [ofNothing, ofNothing.toUpperCase()]) {
      const refusal = new OneKeyHouse().refusal(importKey, { body: bodyWith({ sha256 }) });
      expect(await refusal).toEqual({
        status: 400,
        message: "sha256: must not be of an empty text",
      });
    }
  });

  it("changes nothing where the key is there already", async () => {
    const house = new OneKeyHouse();
    await house.call(importKey, { body: bodyWith() });
    const { record } = house;
    const again = await house.call(importKey, { body: bodyWith({ name: "Other" }) });
    expect(again.statusCode).toBe(200);
    expect(JSON.parse(again.body).name).toBe("Old key");
    expect(house.record).toBe(record);
    expect(house.events).toHaveLength(1);
  });

  it("changes nothing where the key is there already, though its expiry has passed meanwhile", async () => {
    const house = new OneKeyHouse();
    const body = bodyWith({ expires_at: new Date(house.nowEpochMs + 60_000).toISOString() });
    expect((await house.call(importKey, { body })).statusCode).toBe(201);
    house.nowEpochMs += 60_000;
    expect((await house.call(importKey, { body })).statusCode).toBe(200);
    const preview = await house.call(importKey, { query: { dry_run: "true" }, body });
    expect(JSON.parse(preview.body).outcome).toBe("unchanged");
  });

  it("makes no key that has expired already, and its dry run says so", async () => {
    const house = new OneKeyHouse();
    const body = bodyWith({ expires_at: new Date(house.nowEpochMs).toISOString() });
    for (const query of [null, { dry_run: "true" }]) {
      const refusal = await house.refusal(importKey, { query, body });
      expect(refusal).toEqual({
        status: 400,
        message: "expires_at: must be an RFC 3339 time in the future, or null",
      });
    }
  });

  it("changes nothing where a concurrent import was faster", async () => {
    const house = new OneKeyHouse();
    house.store.concurrentChange = () => {
      house.record = { ...house.record, id, name: "Concurrent" };
    };
    const { statusCode, body } = await house.call(importKey, { body: bodyWith() });
    expect([statusCode, JSON.parse(body).name]).toEqual([200, "Concurrent"]);
  });

  it("is 409 where the key is another account's, or becomes so during the import", async () => {
    const taken = { status: 409, message: "This key belongs to another account" };
    const house = new OneKeyHouse();
    house.store.concurrentChange = () => {
      house.record = { ...house.record, id, accountId: "acct_2" };
    };
    expect(await refusalOf(house.call(importKey, { body: bodyWith() }))).toEqual(taken);
    for (const query of [null, { dry_run: "true" }]) {
      expect(await house.refusal(importKey, { query, body: bodyWith() })).toEqual(taken);
    }
  });

  it("is 409 over the cap, and 404 for an account that is not there", async () => {
    const house = new OneKeyHouse();
    house.account = { ...house.account, maxActiveKeys: 1 };
    expect((await house.refusal(importKey, { body: bodyWith() })).status).toBe(409);
    const pathParameters = { account_id: "acct_2" };
    expect((await house.refusal(importKey, { pathParameters, body: bodyWith() })).status).toBe(404);
  });

  it("is 404 where the account goes away during the import", async () => {
    const house = new OneKeyHouse();
    house.store.concurrentChange = () => house.store.accountRecords.delete("acct_1");
    const refusal = await refusalOf(house.call(importKey, { body: bodyWith() }));
    expect(refusal).toEqual({ status: 404, message: "Account not found" });
    expect(house.store.records.has(id)).toBe(false);
  });
});

describe("a dry run", () => {
  const query = { dry_run: "true" };
  const preview = (outcome: string) => JSON.stringify({ object: "import_preview", outcome });

  it("says what would happen and does nothing", async () => {
    const house = new OneKeyHouse();
    const { record } = house;
    const first = await house.call(importKey, { query, body: bodyWith() });
    expect(first).toMatchObject({ statusCode: 200, body: preview("would_create") });
    expect([house.record, house.events]).toEqual([record, []]);
    await house.call(importKey, { body: bodyWith() });
    const again = await house.call(importKey, { query, body: bodyWith() });
    expect(again.body).toBe(preview("unchanged"));
  });

  it("is refused as the import would be", async () => {
    const house = new OneKeyHouse();
    house.account = { ...house.account, maxActiveKeys: 1, activeKeyIds: ["3kTMd92x"] };
    expect((await house.refusal(importKey, { query, body: bodyWith() })).status).toBe(409);
    const body = bodyWith({ name: "" });
    expect((await house.refusal(importKey, { query, body })).status).toBe(400);
    const nobodys = { query, pathParameters: { account_id: "acct_2" }, body: bodyWith() };
    expect((await house.refusal(importKey, nobodys)).status).toBe(404);
  });

  it.each(["", "yes", "1", "TRUE", " true"])(
    "is not taken for another by dry_run=%s",
    async (it) => {
      const refusal = new OneKeyHouse().refusal(importKey, {
        query: { dry_run: it },
        body: bodyWith(),
      });
      expect(await refusal).toEqual({ status: 400, message: "dry_run: must be true or false" });
    },
  );
});

describe("a bad import", () => {
  it.each([
    "",
    "00",
    sha256.slice(1),
    `${sha256}0`,
    `0x${sha256.slice(2)}`,
    sha256.replace(/^./, "g"),
    `${sha256}\n`,
    ` ${sha256}`,
    null,
    1,
    ["x"],
  ])("has %j for a digest", async (value) => {
    const refusal = new OneKeyHouse().refusal(importKey, { body: bodyWith({ sha256: value }) });
    expect(await refusal).toEqual({
      status: 400,
      message: "sha256: must be a SHA-256 in 64 hexadecimal digits",
    });
  });

  it("cannot reach any other attribute", async () => {
    for (const field of foreignFields) {
      const body = bodyWith().replace("{", `{${JSON.stringify(field)}:1,`);
      expect((await new OneKeyHouse().refusal(importKey, { body })).status).toBe(400);
    }
  });
});
