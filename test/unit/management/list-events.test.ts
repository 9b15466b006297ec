import { describe, expect, it } from "@jest/globals";
import { listEvents, updateKey } from "../../support/endpoints.ts";
import { userOf } from "../../support/management-house.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

async function houseWithEvents(count: number) {
  const house = new OneKeyHouse();
  for (let change = 0; change < count; change++) {
    await house.call(updateKey, { body: JSON.stringify({ name: `Name ${change}` }) });
  }
  const call = async (query: Record<string, string> | null = null) => {
    const page = JSON.parse((await house.call(listEvents, { method: "GET", query })).body);
    return { ids: page.data.map(({ id }: { id: string }) => id), cursor: page.next_cursor };
  };
  return { house, call };
}

describe("the audit trail", () => {
  it("shows who did what, when, from where, and what changed", async () => {
    const house = new OneKeyHouse();
    const body = '{"name":"Other"}';
    const headers = { "User-Agent": "curl/8" };
    await house.call(updateKey, { body, authorizer: userOf("acct_1"), headers });
    const answer = await house.call(listEvents, { method: "GET" });
    expect(JSON.parse(answer.body)).toEqual({
      object: "list",
      data: [
        {
          object: "event",
          id: "event-1800000000000",
          action: "key.updated",
          created_at: "2027-01-15T08:00:00Z",
          actor: { type: "user", subject: "subject of acct_1" },
          account_id: "acct_1",
          key_id: "3kTMd92x",
          changes: { name: { before: "Production server", after: "Other" } },
          source_ip: "192.0.2.1",
          sequence: 1_800_000_000_000,
          user_agent: null,
          request_id: "request-1",
        },
      ],
      next_cursor: null,
    });
  });

  it("comes in pages of 20 unless told otherwise, and goes on where a page ended", async () => {
    const { house, call } = await houseWithEvents(21);
    const newestFirst = house.events.map(({ id }) => id).toReversed();
    const { ids, cursor } = await call();
    expect(ids).toEqual(newestFirst.slice(0, 20));
    expect(await call({ limit: "100", cursor })).toEqual({
      ids: newestFirst.slice(20),
      cursor: null,
    });
  });

  it("refuses the cursor of another list, and an altered one", async () => {
    const { house, call } = await houseWithEvents(2);
    const { cursor }: { cursor: string } = await call({ limit: "1" });
    const end = cursor.endsWith("A") ? "B" : "A";
    for (const query of [{ cursor: cursor.slice(0, -1) + end }, { cursor: "" }, { cursor: "x" }]) {
      const refusal = house.refusal(listEvents, { method: "GET", query });
      expect((await refusal).status).toBe(400);
    }
    house.account = { ...house.account, id: "acct_2" };
    const others = house.refusal(listEvents, {
      method: "GET",
      query: { cursor },
      pathParameters: { account_id: "acct_2" },
    });
    expect((await others).message).toMatch(/^cursor: /);
  });

  it.each(["0", "101", "-1", "1.5", "", "x", "1e1", " 1"])("refuses limit=%s", async (limit) => {
    const refusal = new OneKeyHouse().refusal(listEvents, { query: { limit } });
    expect(await refusal).toEqual({
      status: 400,
      message: "limit: must be an integer from 1 to 100",
    });
  });

  it("refuses a parameter that it does not know", async () => {
    const { status, message } = await new OneKeyHouse().refusal(listEvents, { query: { x: "1" } });
    expect([status, message]).toEqual([400, 'query: unknown field "x"']);
  });

  it("is 404 for an account that is not there, or another's", async () => {
    const notFound = { status: 404, message: "Account not found" };
    const pathParameters = { account_id: "acct_2" };
    expect(await new OneKeyHouse().refusal(listEvents, { pathParameters })).toEqual(notFound);
    const authorizer = userOf("acct_2");
    expect(await new OneKeyHouse().refusal(listEvents, { authorizer })).toEqual(notFound);
  });
});
