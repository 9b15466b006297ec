import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, parseKey } from "../../../core/key/api-key.ts";
import type { ManagedKey } from "../../../core/key/managed-key.ts";
import { digestKey, sameDigest } from "../../../core/key/pepper.ts";
import { contractPlans, plans } from "../../support/contract-config.ts";
import { foreignFields, notTexts, notWholeNumbers } from "../../support/json-bodies.ts";
import { newKeyring } from "../../support/keys.ts";
import { ManagementHouse, nowEpochSeconds } from "../../support/management-house.ts";

const route = "POST /manage/v1/accounts/{account_id}/keys";

function houseWithAccount() {
  const house = new ManagementHouse();
  house.addAccount();
  return house;
}

async function created(fields: string): Promise<ManagedKey> {
  const house = houseWithAccount();
  const { statusCode } = await house.send(route, `{${fields}}`);
  expect(statusCode).toBe(201);
  const [record] = house.keys.values();
  if (!record) throw new Error("no key was made");
  return record;
}

async function messageFor(body: string): Promise<string> {
  const house = houseWithAccount();
  const { status, message } = await house.refusal(house.send(route, body));
  expect(status).toBe(400);
  expect(house.keys.size).toBe(0);
  return message;
}

describe("creating a key", () => {
  it("answers 201 with the key object and, this once, the key itself", async () => {
    const house = houseWithAccount();
    const { statusCode, body } = await house.send(route, '{"name":"Production server"}');
    const { key, ...object } = JSON.parse(body);
    const id = parseKey(key, defaultKeyPrefix)?.id;
    expect(statusCode).toBe(201);
    expect(object).toEqual({
      object: "api_key",
      id,
      account_id: "acct_1",
      name: "Production server",
      key_prefix: `sk_live_${id}`,
      environment: "production",
      rate_limit_per_minute: 60,
      is_active: true,
      expires_at: null,
      created_at: "2027-01-15T08:00:00Z",
      updated_at: "2027-01-15T08:00:00Z",
      revoked_at: null,
      last_used_at: null,
      note: null,
      metadata: {},
      created_by: { type: "operator", subject: null },
      scopes: null,
      allowed_ips: null,
      quotas: null,
      paused_by: null,
    });
  });

  it("stores a digest under the active pepper, and of the key nothing", async () => {
    const house = houseWithAccount();
    house.keyring = newKeyring("v2", ["v1", "v2"]);
    const { key } = JSON.parse((await house.send(route, '{"name":"x"}')).body);
    const [record] = house.keys.values();
    const digest = digestKey(key, house.keyring, "v2");
    expect(record && digest && sameDigest(record.digest, digest)).toBe(true);
    expect(JSON.stringify([...house.keys])).not.toContain(key.slice(17, 49));
  });

  it("starts with the account's plan and that plan's limit", async () => {
    for (const plan of plans) {
      const house = new ManagementHouse();
      house.addAccount({ plan });
      await house.send(route, '{"name":"x"}');
      const [record] = house.keys.values();
      expect(record).toMatchObject({
        plan,
        rateLimitPerMinute: contractPlans.rulesOf(plan).limitPerMinute,
      });
    }
  });

  it("makes another key each time", async () => {
    const house = houseWithAccount();
    const answers = [1, 2, 3].map(async () =>
      JSON.parse((await house.send(route, '{"name":"x"}')).body),
    );
    expect(new Set((await Promise.all(answers)).map(({ key }) => key)).size).toBe(3);
  });

  it("is 404 for an unknown account and 409 at its cap", async () => {
    const house = new ManagementHouse();
    expect(await house.refusal(house.send(route, '{"name":"x"}'))).toEqual({
      status: 404,
      message: "Account not found",
    });
    house.addAccount({ maxActiveKeys: 2, activeKeyIds: ["a", "b"] });
    expect(await house.refusal(house.send(route, '{"name":"x"}'))).toEqual({
      status: 409,
      message: "Active key limit reached",
    });
  });

  it("makes nothing where the peppers are out of reach", async () => {
    const house = houseWithAccount();
    Object.defineProperty(house, "keyring", {
      get: () => {
        throw new Error("out of reach");
      },
    });
    await expect(house.send(route, '{"name":"x"}')).rejects.toThrow("out of reach");
    expect(house.keys.size).toBe(0);
  });
});

describe("a key's name", () => {
  const rule = "name: must be 1 to 100 characters after trimming, without control characters";
  const named = (name: string) => JSON.stringify({ name });

  it.each([
    ["one character", "x", "x"],
    ["100 characters", "n".repeat(100), "n".repeat(100)],
    ["100 emoji, each counted once", "🙂".repeat(100), "🙂".repeat(100)],
    ["blanks around it", "  \t a b \n ", "a b"],
    ["100 characters and blanks around them", ` ${"n".repeat(100)} `, "n".repeat(100)],
    ["any script and punctuation", "Zoë's 名前 <b>&\"'", "Zoë's 名前 <b>&\"'"],
  ])("may have %s", async (_, sent, stored) => {
    expect((await created(named(sent).slice(1, -1))).name).toBe(stored);
  });

  it("may not be empty, too long, or hold control characters or halves of characters", async () => {
    const names = [
      "",
      " ",
      "\t\n",
      "\u00a0\u2003\ufeff",
      "n".repeat(101),
      "🙂".repeat(101),
      "a\u0000b",
      "a\nb",
      "a\tb",
      "a\u007fb",
      "a\u0085b",
      "a\u009fb",
      "a\u2028b",
      "a\u2029b",
    ];
    for (const name of names) expect(await messageFor(named(name))).toBe(rule);
    for (const half of ['"\\ud83d"', '"a\\ude42b"']) {
      expect(await messageFor(`{"name":${half}}`)).toBe(rule);
    }
  });

  it("may not be missing or of another type", async () => {
    expect(await messageFor("{}")).toBe(rule);
    for (const name of notTexts) expect(await messageFor(`{"name":${name}}`)).toBe(rule);
  });
});

describe("a key's limit", () => {
  it("may be 1 to 10000, whatever the plan, for an operator", async () => {
    for (const limit of [1, 60, 61, 10_000]) {
      const record = await created(`"name":"x","rate_limit_per_minute":${limit}`);
      expect(record.rateLimitPerMinute).toBe(limit);
    }
  });

  it("may be nothing else", async () => {
    for (const limit of [...notWholeNumbers, "0", "-0", "-1", "10001", "1e5"]) {
      expect(await messageFor(`{"name":"x","rate_limit_per_minute":${limit}}`)).toBe(
        "rate_limit_per_minute: must be an integer from 1 to 10000",
      );
    }
  });
});

describe("a key's environment", () => {
  it("is one of three", async () => {
    for (const environment of ["development", "staging", "production"]) {
      const record = await created(`"name":"x","environment":"${environment}"`);
      expect(record.environment).toBe(environment);
    }
    for (const environment of [...notTexts, '"Production"', '""', '"test"']) {
      expect(await messageFor(`{"name":"x","environment":${environment}}`)).toBe(
        "environment: must be one of development, staging, production",
      );
    }
  });
});

describe("a key's expiry", () => {
  const rule = "expires_at: must be an RFC 3339 time in the future, or null";

  it.each([
    ["null", undefined],
    ['"2027-01-15T08:00:01Z"', nowEpochSeconds + 1],
    ['"2027-01-15T08:00:01.999Z"', nowEpochSeconds + 1],
    ['"2027-01-15T09:00:01+01:00"', nowEpochSeconds + 1],
    ['"2027-01-15T00:00:01-08:00"', nowEpochSeconds + 1],
    ['"2028-02-29T00:00:00Z"', Date.UTC(2028, 1, 29) / 1000],
    ['"9999-12-31T23:59:59Z"', 253_402_300_799],
    ['"2027-01-15t08:00:01z"', nowEpochSeconds + 1],
    ['"2027-01-15t08:00:01.5z"', nowEpochSeconds + 1],
    ['"2027-01-15t09:00:01+01:00"', nowEpochSeconds + 1],
  ])("may be %s", async (time, seconds) => {
    expect((await created(`"name":"x","expires_at":${time}`)).expiresAt).toBe(seconds);
  });

  it.each([
    "2027-01-15T08:00:00Z",
    "2027-01-15T08:00:00.999Z",
    "2027-01-15T07:59:59Z",
    "1970-01-01T00:00:00Z",
  ])("may not be now or past: %s", async (time) => {
    expect(await messageFor(JSON.stringify({ name: "x", expires_at: time }))).toBe(rule);
  });

  it.each(["2028-12-31T23:59:60Z", "2028-12-31t23:59:60.5z", "2029-01-01T00:59:60+01:00"])(
    "may not be a leap second, and says so: %s",
    async (time) => {
      expect(await messageFor(JSON.stringify({ name: "x", expires_at: time }))).toBe(
        "expires_at: must have a second from 00 to 59: leap seconds are not supported",
      );
    },
  );

  it("may not be anything but an RFC 3339 time", async () => {
    const times = [
      "",
      "tomorrow",
      "2028-01-01",
      "2028-01-01T00:00:00",
      "2028-01-01T00:00Z",
      "2028-01-01 00:00:00Z",
      "2027-02-29T00:00:00Z",
      "2028-13-01T00:00:00Z",
      "2028-01-01T24:00:00Z",
      "2028-01-01T00:60:00Z",
      "2028-02-30T00:00:60Z",
      "2028-01-01T00:00:61Z",
      "2028-01-01T00:00:00+0100",
      "2028-01-01T00:00:00+24:00",
      "+012028-01-01T00:00:00Z",
      " 2028-01-01T00:00:00Z",
      "2028-01-01T00:00:00Z\n",
      "２028-01-01T00:00:00Z",
      "1893456000",
    ];
    for (const time of times) {
      expect(await messageFor(JSON.stringify({ name: "x", expires_at: time }))).toBe(rule);
    }
    for (const value of ["1893456000", "true", "[]", "{}", "1e309", '{"toJSON":1}']) {
      expect(await messageFor(`{"name":"x","expires_at":${value}}`)).toBe(rule);
    }
  });

  it("may not be a time that UTC would write with five digits for the year", async () => {
    const body = '{"name":"x","expires_at":"9999-12-31T23:59:59-23:59"}';
    expect(await messageFor(body)).toBe(rule);
  });
});

describe("a key's other fields", () => {
  it("cannot be set: not its owner, its state, its digest, nor anything the table holds", async () => {
    for (const field of [...foreignFields, "plan", "max_active_keys", "rateLimitPerMinute"]) {
      const body = `{"name":"x",${JSON.stringify(field)}:"acct_2"}`;
      expect(await messageFor(body)).toBe(`body: unknown field ${JSON.stringify(field)}`);
    }
  });

  it("are all named at once where several are wrong", async () => {
    const body = '{"name":1,"environment":"x","rate_limit_per_minute":0,"plan":"enterprise"}';
    const message = await messageFor(body);
    for (const field of ["name:", "environment:", "rate_limit_per_minute:", '"plan"']) {
      expect(message).toContain(field);
    }
  });
});
