import { describe, expect, it } from "@jest/globals";
import { listAccounts, listEvents } from "../../support/endpoints.ts";
import { userOf } from "../../support/management-house.ts";
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

  it("is for operators alone, whatever they ask for", async () => {
    const authorizer = userOf("acct_1");
    for (const query of [null, { limit: "x" }]) {
      expect(await new OneKeyHouse().refusal(listAccounts, { authorizer, query })).toEqual({
        status: 403,
        message: "Operator credential required",
      });
    }
  });

  it("refuses parameters that it does not know", async () => {
    for (const query of [{ is_active: "true" }, { plan: "free" }, { limit: "0" }]) {
      expect((await new OneKeyHouse().refusal(listAccounts, { query })).status).toBe(400);
    }
  });
});
