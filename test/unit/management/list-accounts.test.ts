import { describe, expect, it } from "@jest/globals";
import { listAccounts, listEvents } from "../../support/endpoints.ts";
import { OneKeyHouse, userOf } from "../../support/one-key-house.ts";

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
    const asked: { limit: number; after?: string | undefined }[] = [];
    const accounts = {
      ...house.ports.accounts,
      list: async (query: { limit: number; after?: string | undefined }) => {
        asked.push(query);
        return { entries: [], next: "ACCOUNT#acct_9" };
      },
    };
    const call = (query: Record<string, string>) =>
      listAccounts(house.event({ query }), { ...house.ports, accounts });
    const cursor = JSON.parse((await call({ limit: "1" })).body).next_cursor;
    await call({ cursor });
    expect(asked).toEqual([
      { limit: 1, after: undefined },
      { limit: 20, after: "ACCOUNT#acct_9" },
    ]);
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
