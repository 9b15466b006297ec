import { describe, expect, it } from "@jest/globals";
import {
  faultsOf,
  type ReceivedResponse,
  type SentRequest,
} from "../../../gateway/support/check-response.ts";

const requestId = { "x-amzn-requestid": "1b7c9a52-3a5e-4f0c-9f57-0d5f4a1f6e21" };
const json = { ...requestId, "content-type": "application/json" };
const unstored = { ...json, "cache-control": "no-store" };
const quota = {
  "x-ratelimit-limit": "5",
  "x-ratelimit-remaining": "4",
  "x-ratelimit-reset": "1800000000",
  "ratelimit-policy": '"default";q=5;w=60',
  ratelimit: '"default";r=4;t=61',
};
const cached = { etag: '"x"', "cache-control": "private, no-cache", ...quota };

const account = {
  object: "account",
  account_id: "acct_1",
  name: null,
  contact_email: null,
  plan: "agency",
  is_suspended: false,
  max_active_keys: 25,
  metadata: {},
  api_keys: { active: 0 },
  created_at: "2026-11-22T19:30:00Z",
  updated_at: "2026-11-22T19:30:00Z",
};

const models: SentRequest = { method: "GET", target: "/api/v1/models" };
const getAccount: SentRequest = { method: "GET", target: "/api/manage/v1/accounts/acct_1" };
const putAccount: SentRequest = { ...getAccount, method: "PUT", body: '{"plan":"agency"}' };

function answer(status: number, headers: Record<string, string>, body: unknown): ReceivedResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: new Headers(headers), text };
}

describe("an answer that the document allows", () => {
  it.each<[string, SentRequest, ReceivedResponse]>([
    ["a list", models, answer(200, { ...json, ...cached }, { object: "list", data: [] })],
    ["no body", models, answer(304, { ...requestId, ...cached }, "")],
    ["an error", models, answer(401, json, { error: "Invalid API key" })],
    ["a gateway's error", models, answer(431, json, { error: "Bad request" })],
    ["an object", getAccount, answer(200, unstored, account)],
    ["another status", putAccount, answer(201, unstored, account)],
    ["a wrong field", putAccount, answer(400, json, { error: "plan: must be one of free, pro" })],
    [
      "what is not there",
      { method: "GET", target: "/api/v1/nothing" },
      answer(404, json, '{"error":"Not found"}'),
    ],
    ["what is not there, as HEAD", { ...models, method: "HEAD" }, answer(404, requestId, "")],
  ])("such as %s passes", (_, asked, answered) => {
    expect(faultsOf(asked, answered)).toEqual([]);
  });
});

describe("an answer that the document does not allow", () => {
  it.each<[string, SentRequest, ReceivedResponse, string]>([
    ["another status", models, answer(202, json, {}), "status 202 is not documented"],
    [
      "a fault, though documented",
      models,
      answer(500, json, { error: "Internal server error" }),
      "no request may yield a 500",
    ],
    [
      "another message",
      models,
      answer(401, json, { error: "Key revoked" }),
      "body: /error must be equal to one of the allowed values: Missing",
    ],
    [
      "a further field",
      getAccount,
      answer(200, unstored, { ...account, version: 7 }),
      "body: the whole must NOT have additional properties (version)",
    ],
    [
      "a missing field",
      getAccount,
      answer(200, unstored, { ...account, plan: undefined }),
      "body: the whole must have required property 'plan'",
    ],
    [
      "an error with more than a message",
      getAccount,
      answer(404, json, { error: "Account not found", account_id: "acct_1" }),
      "additional properties (account_id)",
    ],
    [
      "a time with a fraction",
      getAccount,
      answer(200, unstored, { ...account, created_at: "2026-11-22T19:30:00.000Z" }),
      "body: /created_at must match pattern",
    ],
    ["no JSON", getAccount, answer(404, json, "Not found"), "the body is not JSON"],
    [
      "another media type",
      getAccount,
      answer(404, { ...requestId, "content-type": "text/html" }, { error: "Account not found" }),
      "Content-Type text/html is not documented",
    ],
    [
      "a body with 304",
      models,
      answer(304, { ...requestId, ...cached }, "{}"),
      "there is a body, and none is documented",
    ],
    [
      "no request id",
      models,
      answer(401, { "content-type": "application/json" }, { error: "Invalid API key" }),
      "header x-amzn-RequestId is missing",
    ],
    [
      "no quota",
      models,
      answer(200, { ...json, etag: '"x"', "cache-control": "x" }, { object: "list", data: [] }),
      "header X-RateLimit-Limit is missing",
    ],
    [
      "a header that does not fit",
      models,
      answer(
        200,
        { ...json, ...cached, "x-ratelimit-remaining": "-1" },
        { object: "list", data: [] },
      ),
      "header X-RateLimit-Remaining: the whole must be >= 0",
    ],
    [
      "something where nothing is",
      { method: "GET", target: "/api/v1/nothing" },
      answer(200, json, {}),
      "the document has no such path and method",
    ],
    [
      "something by a method that is not there",
      { ...models, method: "POST" },
      answer(200, json, {}),
      "the document has no such path and method",
    ],
  ])("such as %s is named", (_, asked, answered, fault) => {
    expect(faultsOf(asked, answered).join("\n")).toContain(fault);
  });

  it("is described without a word of what was in it", () => {
    const answered = answer(401, json, { error: "canary" });
    expect(faultsOf(models, answered).join("\n")).not.toContain("canary");
  });
});

describe("a request that was carried out", () => {
  const list: SentRequest = { method: "GET", target: "/api/manage/v1/accounts?limit=5" };
  const page = answer(200, unstored, { object: "list", data: [], next_cursor: null });

  it("passes where the document has it", () => {
    expect(faultsOf(list, page)).toEqual([]);
  });

  it.each<[string, SentRequest, ReceivedResponse, string]>([
    [
      "with another parameter",
      { ...list, target: `${list.target}&colour=blue` },
      page,
      "query parameter colour was taken, but is not documented",
    ],
    [
      "with a parameter out of its range",
      { ...list, target: "/api/manage/v1/accounts?limit=101" },
      page,
      "query parameter limit was taken, but the whole must be <= 100",
    ],
    [
      "with another field",
      { ...putAccount, body: '{"plan":"agency","version":7}' },
      answer(200, unstored, account),
      "a body was taken, but the whole must NOT have additional properties (version)",
    ],
    [
      "without its body",
      { ...putAccount, body: "" },
      answer(200, unstored, account),
      "no body was taken for one, but it is required",
    ],
  ])("%s is named", (_, asked, answered, fault) => {
    expect(faultsOf(asked, answered)).toEqual([fault]);
  });

  it("may be wrong where it was refused", () => {
    const refused = answer(400, json, { error: "limit: must be an integer from 1 to 100" });
    expect(faultsOf({ ...list, target: "/api/manage/v1/accounts?limit=101" }, refused)).toEqual([]);
  });
});
