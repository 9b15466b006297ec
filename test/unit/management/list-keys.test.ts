import { describe, expect, it } from "@jest/globals";
import { newKey, newKeyring } from "../../support/keys.ts";
import { ManagementHouse } from "../../support/management-house.ts";

const route = "GET /manage/v1/accounts/{account_id}/keys";

function houseWithKeys(count: number) {
  const house = new ManagementHouse();
  house.addAccount();
  house.addAccount({ id: "acct_2" });
  for (const accountId of ["acct_1", "acct_2"]) {
    for (let key = 0; key < count; key++) {
      const { record } = newKey(house.keyring, {
        accountId,
        isActive: key % 3 !== 0,
        createdAtEpochMs: 1_700_000_000_000 + key,
      });
      house.keys.set(record.id, record);
    }
  }
  return house;
}

async function list(house: ManagementHouse, query: Record<string, string> | null = null) {
  const { statusCode, body } = await house.call(route, { query });
  expect(statusCode).toBe(200);
  const page: { object: string; data: { id: string }[]; next_cursor: string | null } =
    JSON.parse(body);
  return page;
}

const refusalOf = (house: ManagementHouse, query: Record<string, string>, account_id = "acct_1") =>
  house.refusal(house.call(route, { query, pathParameters: { account_id } }));

describe("listing keys", () => {
  it("answers an empty list in the contract's form", async () => {
    const { body } = await houseWithKeys(0).call(route);
    expect(body).toBe('{"object":"list","data":[],"next_cursor":null}');
  });

  it("gives 20 a page by default, newest first, and a cursor only where more follow", async () => {
    const house = houseWithKeys(21);
    const newestFirst = [...house.keys.values()]
      .filter(({ accountId }) => accountId === "acct_1")
      .map(({ id }) => id)
      .toReversed();
    const first = await list(house);
    expect(first.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 20));
    const second = await list(house, { cursor: String(first.next_cursor) });
    expect(second.data.map(({ id }) => id)).toEqual(newestFirst.slice(20));
    expect(second.next_cursor).toBeNull();
  });

  it("gives as many as are asked for, of the kind that is asked for", async () => {
    const house = houseWithKeys(6);
    const states = async (query: Record<string, string>) =>
      (await list(house, query)).data.map(({ id }) => house.keys.get(id)?.isActive);
    expect(await states({ limit: "100", is_active: "true" })).toEqual([true, true, true, true]);
    expect(await states({ is_active: "false" })).toEqual([false, false]);
    expect(await states({ limit: "1", is_active: "false" })).toEqual([false]);
    expect(await states({})).toHaveLength(6);
  });

  it("is 404 for an unknown account", async () => {
    for (const account_id of ["acct_3", "", "a b"]) {
      expect(await refusalOf(houseWithKeys(1), {}, account_id)).toEqual({
        status: 404,
        message: "Account not found",
      });
    }
  });
});

describe("a list's query", () => {
  it.each([
    "",
    "0",
    "-1",
    "101",
    "1000",
    "1.0",
    "1e1",
    "01",
    "+1",
    " 1",
    "1 ",
    "x",
    "NaN",
    "٣",
    "1\n",
  ])("refuses the limit %j", async (limit) => {
    expect(await refusalOf(houseWithKeys(1), { limit })).toEqual({
      status: 400,
      message: "limit: must be an integer from 1 to 100",
    });
  });

  it.each(["", "1", "TRUE", "yes", "null", " true"])("refuses is_active=%j", async (is_active) => {
    expect(await refusalOf(houseWithKeys(1), { is_active })).toEqual({
      status: 400,
      message: "is_active: must be true or false",
    });
  });

  it.each(["offset", "account_id", "Limit", "__proto__", "constructor", ""])(
    "refuses the unknown parameter %j",
    async (name) => {
      const query: Record<string, string> = JSON.parse(`{${JSON.stringify(name)}:"1"}`);
      expect(await refusalOf(houseWithKeys(1), query)).toEqual({
        status: 400,
        message: `query: unknown field ${JSON.stringify(name)}`,
      });
    },
  );
});

describe("a list's cursor", () => {
  const rule = {
    status: 400,
    message: "cursor: must be the next_cursor of an earlier page of this list",
  };

  async function firstCursor(house: ManagementHouse, query: Record<string, string> = {}) {
    return String((await list(house, { limit: "1", ...query })).next_cursor);
  }

  it("is refused with any one character changed, added or removed", async () => {
    const house = houseWithKeys(3);
    const cursor = await firstCursor(house);
    const tampered = [...cursor].flatMap((character, at) => {
      const before = cursor.slice(0, at);
      const after = cursor.slice(at + 1);
      const other = character === "A" ? "B" : "A";
      return [before + other + after, before + after, `${before}A${character}${after}`];
    });
    for (const altered of new Set([...tampered, `${cursor}A`, `${cursor}=`, ` ${cursor}`])) {
      if (altered !== cursor) expect(await refusalOf(house, { cursor: altered })).toEqual(rule);
    }
  });

  it("is refused in another account's list, and under another filter", async () => {
    const house = houseWithKeys(6);
    const plain = await firstCursor(house);
    const active = await firstCursor(house, { is_active: "true" });
    expect(await refusalOf(house, { cursor: plain }, "acct_2")).toEqual(rule);
    expect(await refusalOf(house, { cursor: plain, is_active: "true" })).toEqual(rule);
    expect(await refusalOf(house, { cursor: plain, is_active: "false" })).toEqual(rule);
    expect(await refusalOf(house, { cursor: active })).toEqual(rule);
    expect(await refusalOf(house, { cursor: active, is_active: "false" })).toEqual(rule);
  });

  it("is good with another page size", async () => {
    const house = houseWithKeys(6);
    const { data } = await list(house, { cursor: await firstCursor(house), limit: "5" });
    expect(data).toHaveLength(5);
  });

  it("outlives a rotation of the pepper as long as the old one is kept", async () => {
    const house = houseWithKeys(3);
    const cursor = await firstCursor(house);
    const [pepper] = house.keyring.peppers.values();
    const rotated = newKeyring("v2", ["v2"]);
    if (pepper) {
      house.keyring = { ...rotated, peppers: new Map([...rotated.peppers, ["v1", pepper]]) };
    }
    expect((await list(house, { cursor })).data).toHaveLength(2);
    house.keyring = rotated;
    expect(await refusalOf(house, { cursor })).toEqual(rule);
  });

  it.each([
    "",
    "x",
    "A".repeat(43),
    "A".repeat(44),
    "A".repeat(10_000),
    "%00",
    "é",
    "a b",
    "==",
    "\n",
  ])("is refused where it is %j", async (cursor) => {
    expect(await refusalOf(houseWithKeys(1), { cursor })).toEqual(rule);
  });
});
