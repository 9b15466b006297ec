import { describe, expect, it } from "@jest/globals";
import { listAccounts, listEvents } from "../../support/endpoints.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

describe("the list of accounts", () => {
  it("shows each as its own answer does", async () => {
    const house = new OneKeyHouse();
    house.account = { ...house.account, name: "Example", activeKeyIds: ["3kTMd92x"] };
    const { statusCode, body } = await house.call(listAccounts);
    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      object: "list",
      data: [
        {
          object: "account",
          account_id: "acct_1",
          name: "Example",
          contact_email: null,
          plan: "agency",
          is_suspended: false,
          max_active_keys: 25,
          metadata: {},
          api_keys: { active: 1 },
          created_at: "2023-11-14T22:13:20Z",
          updated_at: "2023-11-14T22:13:20Z",
        },
      ],
      next_cursor: null,
    });
  });

  it("goes on where a page ended", async () => {
    const house = new OneKeyHouse();
    for (const id of ["acct_3", "acct_2"]) house.account = { ...house.account, id };
    const page = async (query: Record<string, string>) => {
      const { data, next_cursor } = JSON.parse((await house.call(listAccounts, { query })).body);
      return {
        ids: data.map((account: { account_id: string }) => account.account_id),
        next_cursor,
      };
    };
    const { ids, next_cursor: cursor } = await page({ limit: "1" });
    expect(ids).toEqual(["acct_1"]);
    expect(await page({ cursor })).toEqual({ ids: ["acct_2", "acct_3"], next_cursor: null });
    expect((await house.refusal(listEvents, { query: { cursor } })).status).toBe(400);
  });

  it("has those of a contact address, in upper or lower case, or whose id begins with a text", async () => {
    const house = new OneKeyHouse();
    for (const [id, contactEmail] of [
      ["acct_2", "Ops@example.com"],
      ["acct_20", "ops@EXAMPLE.com"],
      ["beta", "ops@example.com"],
      ["gamma", "other@example.com"],
    ] as const) {
      house.account = { ...house.account, id, contactEmail };
    }
    const idsOf = async (query: Record<string, string>) =>
      JSON.parse((await house.call(listAccounts, { query })).body).data.map(
        (account: { account_id: string }) => account.account_id,
      );
    expect(await idsOf({ email: "ops@example.com" })).toEqual(["acct_2", "acct_20", "beta"]);
    expect(await idsOf({ email: "ops@example.com", id_prefix: "acct_" })).toEqual([
      "acct_2",
      "acct_20",
    ]);
    expect(await idsOf({ id_prefix: "acct_2" })).toEqual(["acct_2", "acct_20"]);
    expect(await idsOf({ id_prefix: "Beta" })).toEqual([]);
    expect(await idsOf({ email: "nobody@example.com" })).toEqual([]);
  });

  it("takes a cursor only with the filter that it was given for", async () => {
    const house = new OneKeyHouse();
    house.account = { ...house.account, id: "acct_2" };
    const query = { limit: "1", id_prefix: "acct_" };
    const { next_cursor: cursor } = JSON.parse((await house.call(listAccounts, { query })).body);
    const other = { id_prefix: "acct", cursor };
    expect((await house.refusal(listAccounts, { query: other })).status).toBe(400);
    expect((await house.call(listAccounts, { query: { ...query, cursor } })).statusCode).toBe(200);
  });

  it("takes a cursor only with the contact address that it was given for, in any case", async () => {
    const house = new OneKeyHouse();
    for (const id of ["acct_1", "acct_2"]) {
      house.account = { ...house.account, id, contactEmail: "ops@example.com" };
    }
    const query = { limit: "1", email: "ops@example.com" };
    const { next_cursor: cursor } = JSON.parse((await house.call(listAccounts, { query })).body);
    for (const other of [{ email: "other@example.com", cursor }, { cursor }]) {
      expect((await house.refusal(listAccounts, { query: other })).status).toBe(400);
    }
    const same = { query: { email: "Ops@EXAMPLE.com", cursor } };
    expect((await house.call(listAccounts, same)).statusCode).toBe(200);
  });

  it("refuses parameters that it does not know", async () => {
    for (const query of [
      { is_active: "true" },
      { plan: "free" },
      { limit: "0" },
      { email: "x" },
      { email: "" },
      { id_prefix: "" },
      { id_prefix: "a#" },
    ]) {
      expect((await new OneKeyHouse().refusal(listAccounts, { query })).status).toBe(400);
    }
  });
});
