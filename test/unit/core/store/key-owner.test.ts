import { expect, it, jest } from "@jest/globals";
import type { JsonCall } from "../../../../core/aws/json-service.ts";
import { CorruptItemError } from "../../../../core/key/key-record.ts";
import { createFindOwner } from "../../../../core/store/key-owner.ts";
import { ample } from "../../../support/deadlines.ts";

const item = { key_id: { S: "3kTMd92x" }, account_id: { S: "acct_1" } };

function ownerIn(answer: unknown) {
  return createFindOwner(async () => answer, "table")("3kTMd92x", ample);
}

it("asks for a key's account and nothing else of it", async () => {
  const call = jest.fn<JsonCall>().mockResolvedValue({
    Responses: { table: [item] },
    UnprocessedKeys: {},
  });
  expect(await createFindOwner(call, "table")("3kTMd92x", ample)).toBe("acct_1");
  const input = {
    RequestItems: {
      table: {
        Keys: [{ pk: { S: "KEY#3kTMd92x" }, sk: { S: "KEY" } }],
        ProjectionExpression: "pk, sk, key_id, account_id",
      },
    },
  };
  expect(call.mock.calls).toEqual([["BatchGetItem", input, ample]]);
});

it("finds no account of a key that there is not", async () => {
  expect(await ownerIn({ Responses: { table: [] }, UnprocessedKeys: {} })).toBeUndefined();
  expect(await ownerIn({ Responses: { table: [] } })).toBeUndefined();
});

it("fails, rather than say that there is no such key, where the key was not read", async () => {
  const left = { table: { Keys: [{ pk: { S: "KEY#3kTMd92x" }, sk: { S: "KEY" } }] } };
  const unread = [
    { Responses: { table: [] }, UnprocessedKeys: left },
    { Responses: {}, UnprocessedKeys: {} },
    {},
    undefined,
  ];
  for (const answer of unread) {
    await expect(ownerIn(answer)).rejects.toThrow("the key was left unread");
  }
});

it("fails on a key that names no account", async () => {
  for (const account of [{}, { account_id: { N: "1" } }]) {
    const { account_id: _, ...rest } = item;
    const found = ownerIn({ Responses: { table: [{ ...rest, ...account }] } });
    await expect(found).rejects.toThrow(CorruptItemError);
    await expect(found).rejects.toThrow("key 3kTMd92x names no account");
  }
});
