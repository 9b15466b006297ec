import { describe, expect, it } from "@jest/globals";
import { checkAccess } from "../../../functions/management/access.ts";
import {
  accountIdOf,
  callerOf,
  keyIdOf,
  lookedUpKeyId,
  originOf,
} from "../../../functions/management/caller.ts";
import { userOf } from "../../support/management-house.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const operator = { actor: "operator", roles: "admin" };

describe("the caller", () => {
  it("is an operator or a user, as the authorizer found", () => {
    expect(callerOf(proxyEvent({ authorizer: operator }))).toEqual({
      type: "operator",
      subject: undefined,
      roles: ["admin"],
    });
    expect(callerOf(proxyEvent({ authorizer: userOf("acct_1") }))).toEqual({
      type: "user",
      subject: "subject of acct_1",
      accountId: "acct_1",
    });
  });

  it.each([
    ["nothing", null],
    ["an empty context", {}],
    ["another actor", { actor: "admin" }],
    ["an operator without roles", { actor: "operator" }],
    ["an actor in other letters", { actor: "Operator" }],
    ["a user without an account", { actor: "user", subject: "x" }],
    ["a user without a subject", { actor: "user", accountId: "acct_1" }],
    ["a user whose account is no text", { actor: "user", subject: "x", accountId: 1 }],
    ["a key of the public API", { verdict: "admitted", keyId: "3kTMd92x", accountId: "acct_1" }],
  ])("is nobody where the authorizer said %s", (_, authorizer) => {
    expect(() => callerOf(proxyEvent({ authorizer }))).toThrow("without a caller");
  });

  it("is a person with roles, and no role but those there are", () => {
    const authorizer = { actor: "operator", subject: "auth0|7", roles: "support owner" };
    expect(callerOf(proxyEvent({ authorizer }))).toEqual({
      type: "operator",
      subject: "auth0|7",
      roles: ["support"],
    });
  });

  it("is no operator where a user says so in a header or the path", () => {
    const event = proxyEvent({
      authorizer: { ...userOf("acct_1"), roles: "admin" },
      headers: { actor: "operator", "x-actor": "operator", roles: "admin" },
      pathParameters: { actor: "operator", account_id: "acct_1" },
      query: { actor: "operator" },
    });
    expect(() => checkAccess(event, { user: false, support: true })).toThrow(
      "Operator credential required",
    );
  });
});

describe("the account of a path", () => {
  const accountOf = (account_id: string, authorizer: Record<string, unknown> = operator) =>
    accountIdOf(proxyEvent({ authorizer, pathParameters: { account_id } }));

  it("is any for an operator, and a user's own", () => {
    expect(accountOf("acct_2")).toBe("acct_2");
    expect(accountOf("acct_1", userOf("acct_1"))).toBe("acct_1");
  });

  it.each([
    ["auth0%7Cabc", "auth0|abc"],
    ["auth0%7cabc", "auth0|abc"],
    ["auth0|abc", "auth0|abc"],
    ["jo%2Bkeys%40example.com", "jo+keys@example.com"],
    ["jo+keys@example.com", "jo+keys@example.com"],
    ["%61cct_1", "acct_1"],
  ])("is %j decoded, for its user too", (encoded, id) => {
    expect(accountOf(encoded)).toBe(id);
    expect(accountOf(encoded, userOf(id))).toBe(id);
  });

  it.each(["acct_2", "ACCT_1", "acct_1 ", "acct_1%20", "", "__proto__"])(
    "is not found where a user of acct_1 asks for %j",
    (account) => {
      expect(() => accountOf(account, userOf("acct_1"))).toThrow("Account not found");
    },
  );

  it.each([
    "",
    " ",
    "a b",
    "a/b",
    "a%2fb",
    "a%257Cb",
    "a%",
    "a%zz",
    "%2e%2e",
    "..",
    "é",
    "x".repeat(129),
    "ACCOUNT#x",
    "ACCOUNT%23x",
    "a\n",
  ])("is not found where no account can be called %j", (account) => {
    expect(() => accountOf(account)).toThrow("Account not found");
  });

  it("is not found for a user whose own account has an id that none can have", () => {
    expect(() => accountOf("a b", userOf("a b"))).toThrow("Account not found");
  });
});

describe("the key of a path", () => {
  const keyOf = (id: string) => keyIdOf(proxyEvent({ pathParameters: { id } }));

  it("is a key's id", () => {
    expect(keyOf("3kTMd92x")).toBe("3kTMd92x");
    expect(keyOf("%33kTMd92x")).toBe("3kTMd92x");
  });

  it.each(["", "3kTMd92", "3kTMd92xx", "3kTMd92-", "import", "sk_live_3kTMd92x", "3kTMd92x\n"])(
    "is not found where no key can be called %j",
    (id) => {
      expect(() => keyOf(id)).toThrow("API key not found");
    },
  );
});

describe("the key that is looked up", () => {
  const keyOf = (id_or_prefix: string) =>
    lookedUpKeyId(proxyEvent({ pathParameters: { id_or_prefix } }), "sk_live_");

  it("is named by its id or its prefix", () => {
    for (const reference of ["3kTMd92x", "sk_live_3kTMd92x", "sk%5Flive_3kTMd92x"]) {
      expect(keyOf(reference)).toBe("3kTMd92x");
    }
  });

  it.each(["", "sk_live_", "sk_test_3kTMd92x", "sk_live_sk_live_3kTMd92x", "sk_live_3kTMd92x_"])(
    "is not found where no key can be called %j",
    (reference) => {
      expect(() => keyOf(reference)).toThrow("API key not found");
    },
  );
});

describe("the origin of a request", () => {
  function originWith(userAgent: string | null, sourceIp = "192.0.2.1") {
    const event = proxyEvent({
      authorizer: userOf("acct_1"),
      headers: { "X-Forwarded-For": "198.51.100.1" },
    });
    const { identity } = event.requestContext;
    const requestContext = {
      ...event.requestContext,
      identity: { ...identity, userAgent, sourceIp },
    };
    return originOf({ ...event, requestContext });
  }

  it("is the connection's address, whatever a header says", () => {
    expect(originWith("curl/8", "2001:db8::1")).toEqual({
      actor: { type: "user", subject: "subject of acct_1" },
      sourceIp: "2001:db8::1",
      userAgent: "curl/8",
      requestId: "request-1",
    });
  });

  it("has no user agent where there is none, and a long one cut", () => {
    for (const none of [null, ""]) expect(originWith(none).userAgent).toBeUndefined();
    expect(originWith("x".repeat(9_000)).userAgent).toHaveLength(256);
  });
});
