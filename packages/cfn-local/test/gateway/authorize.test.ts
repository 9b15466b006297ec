import { describe, expect, it } from "@jest/globals";
import { TokenAuthorization } from "../../gateway/authorize.ts";
import { GatewayFailure } from "../../gateway/failure.ts";
import type { Invocation } from "../../gateway/invoke.ts";
import type { HeaderLine } from "../../gateway/message.ts";
import type { TokenAuthorizer } from "../../template/model.ts";
import { exchangeWith } from "../support/exchange.ts";

const authorizer: TokenAuthorizer = {
  id: "auth01",
  headerName: "Authorization",
  validationExpression: /^(?:^[Bb][Ee][Aa][Rr][Ee][Rr] +[!-~]+$)$/,
  ttlSeconds: 0,
  functionArn: "arn:function",
};

const methodArn = "arn:aws:execute-api:us-east-1:000000000000:abcdefghij/api/GET/v1/things";

function policy(Effect = "Allow", Resource = methodArn) {
  const Statement = [{ Action: "execute-api:Invoke", Effect, Resource }];
  return { principalId: "p", policyDocument: { Version: "2012-10-17", Statement } };
}

/** An authorizer's function that always ends in the same way, and remembers its events. */
function scripted(end: unknown) {
  const events: unknown[] = [];
  const invoke = async (_arn: string, payload: string): Promise<Invocation> => {
    events.push(JSON.parse(payload));
    if (end instanceof Error) {
      return { kind: "failed", errorType: "Error", errorMessage: end.message };
    }
    return end === "abandoned"
      ? { kind: "abandoned" }
      : { kind: "returned", payload: JSON.stringify(end) };
  };
  return { events, invoke };
}

async function outcome(end: unknown, lines: readonly HeaderLine[], changes = {}) {
  const { events, invoke } = scripted(end);
  const authorization = new TokenAuthorization(invoke, () => 0);
  const result = await authorization
    .authorize({ ...authorizer, ...changes }, exchangeWith({ headers: lines }))
    .catch((error: unknown) => {
      if (error instanceof GatewayFailure) return error.failure.type;
      throw error;
    });
  return { result, events };
}

const good: readonly HeaderLine[] = [["authorization", "Bearer token"]];

describe("a TOKEN authorizer", () => {
  it("hears of type, method ARN and token, and hands its context on as strings", async () => {
    const output = { ...policy(), context: { n: 1, b: false, t: "x" } };
    expect(await outcome(output, good)).toEqual({
      result: {
        principalId: "p",
        context: { n: "1", b: "false", t: "x" },
        integrationLatencyMs: 0,
      },
      events: [{ type: "TOKEN", methodArn, authorizationToken: "Bearer token" }],
    });
  });

  it.each<[string, HeaderLine[]]>([
    ["no header", []],
    ["an empty one", [["Authorization", ""]]],
    ["another scheme", [["Authorization", "Basic dXNlcg=="]]],
    ["no token", [["Authorization", "Bearer"]]],
    ["two tokens", [["Authorization", "Bearer a b"]]],
    ["a non-breaking space", [["Authorization", "Bearer\u00a0token"]]],
    [
      "two headers",
      [
        ["Authorization", "Bearer a"],
        ["Authorization", "Bearer a"],
      ],
    ],
    [
      "two headers, one empty",
      [
        ["Authorization", "Bearer a"],
        ["authorization", ""],
      ],
    ],
    ["a trailing line feed", [["Authorization", "Bearer a\n"]]],
  ])("is not asked for %s", async (_name, lines) => {
    expect(await outcome(policy(), lines)).toEqual({ result: "UNAUTHORIZED", events: [] });
  });

  it.each([
    ["denies", policy("Deny"), "ACCESS_DENIED"],
    ["allows something else only", policy("Allow", `${methodArn}/x`), "ACCESS_DENIED"],
    ["throws Unauthorized", new Error("Unauthorized"), "UNAUTHORIZED"],
    ["throws anything else", new Error("unauthorized"), "AUTHORIZER_FAILURE"],
    ["takes too long", "abandoned", "AUTHORIZER_FAILURE"],
    [
      "names no principal",
      { ...policy(), principalId: undefined },
      "AUTHORIZER_CONFIGURATION_ERROR",
    ],
    ["returns no policy", { principalId: "p" }, "AUTHORIZER_CONFIGURATION_ERROR"],
    ["returns a bad effect", policy("Maybe"), "AUTHORIZER_CONFIGURATION_ERROR"],
    ["nests its context", { ...policy(), context: { a: {} } }, "AUTHORIZER_CONFIGURATION_ERROR"],
    ["lists in its context", { ...policy(), context: { a: [] } }, "AUTHORIZER_CONFIGURATION_ERROR"],
    ["returns null", null, "AUTHORIZER_CONFIGURATION_ERROR"],
  ])("that %s ends in %#", async (_name, end, expected) => {
    expect((await outcome(end, good)).result).toBe(expected);
  });

  it("refuses with 414 where the method ARN gets longer than 1,600 bytes", async () => {
    const { invoke } = scripted(policy("Allow", "*"));
    const authorization = new TokenAuthorization(invoke, () => 0);
    const lengthy = exchangeWith({ path: `/api/${"x".repeat(1600)}`, headers: good });
    await expect(authorization.authorize(authorizer, lengthy)).rejects.toMatchObject({
      failure: { status: 414 },
    });
  });

  it("is asked each time where its TTL is 0", async () => {
    const { events, invoke } = scripted(policy());
    const authorization = new TokenAuthorization(invoke, () => 0);
    await authorization.authorize(authorizer, exchangeWith({ headers: good }));
    await authorization.authorize(authorizer, exchangeWith({ headers: good }));
    expect(events).toHaveLength(2);
  });

  it("is remembered by token for its TTL, and its policy judged anew for each method", async () => {
    const { events, invoke } = scripted(policy());
    let nowMs = 0;
    const authorization = new TokenAuthorization(invoke, () => nowMs);
    const lasting = { ...authorizer, ttlSeconds: 300 };
    const ask = (path: string, token = "Bearer token") =>
      authorization.authorize(lasting, exchangeWith({ path, headers: [["Authorization", token]] }));
    await ask("/api/v1/things");
    nowMs = 299_999;
    await ask("/api/v1/things");
    await expect(ask("/api/v1/other")).rejects.toMatchObject({
      failure: { type: "ACCESS_DENIED" },
    });
    expect(events).toHaveLength(1);
    await ask("/api/v1/things", "Bearer another");
    nowMs = 300_000;
    await ask("/api/v1/things");
    expect(events).toHaveLength(3);
  });
});
