import { describe, expect, it } from "@jest/globals";
import { getMe } from "../../support/endpoints.ts";
import { OneKeyHouse } from "../../support/one-key-house.ts";

async function answerTo(authorizer: Record<string, unknown>) {
  const { statusCode, body } = await new OneKeyHouse().call(getMe, { authorizer });
  return [statusCode, JSON.parse(body)];
}

describe("who a credential is", () => {
  it("is a user, with their account", async () => {
    const user = { actor: "user", subject: "auth0|42", accountId: "acct_1" };
    expect(await answerTo(user)).toEqual([
      200,
      { object: "caller", type: "user", account_id: "acct_1", subject: "auth0|42", roles: [] },
    ]);
  });

  it("is an operator, who has no account and may do everything", async () => {
    expect(await answerTo({ actor: "operator", roles: "admin" })).toEqual([
      200,
      { object: "caller", type: "operator", account_id: null, subject: null, roles: ["admin"] },
    ]);
  });

  it("is a person with the roles of an operator", async () => {
    const operator = { actor: "operator", subject: "auth0|7", roles: "support" };
    expect(await answerTo(operator)).toEqual([
      200,
      {
        object: "caller",
        type: "operator",
        account_id: null,
        subject: "auth0|7",
        roles: ["support"],
      },
    ]);
  });

  it("is nobody where the authorizer said nothing that is known", async () => {
    await expect(answerTo({})).rejects.toThrow("without a caller");
  });
});
