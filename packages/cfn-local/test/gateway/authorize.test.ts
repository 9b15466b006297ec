import { describe, expect, it } from "@jest/globals";
import { LambdaAuthorization } from "../../gateway/authorize.ts";
import { GatewayFailure } from "../../gateway/failure.ts";
import type { Invocation } from "../../gateway/invoke.ts";
import type { HeaderLine } from "../../gateway/message.ts";
import type { Route } from "../../gateway/route.ts";
import type {
  Authorizer,
  IdentitySource,
  RequestAuthorizer,
  TokenAuthorizer,
} from "../../template/model.ts";
import { apiWith, exchangeWith, treeOf } from "../support/exchange.ts";

const root = treeOf({ "/v1/{thing}": ["GET"] });
const resource = root.children[0]?.children[0] ?? root;
const method = resource.methods.get("GET");
if (!method) throw new Error("The tree lacks its method.");
const route: Route = { resource, method, pathParameters: { thing: "things" } };

const authorizer: TokenAuthorizer = {
  kind: "token",
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

async function outcome(
  end: unknown,
  lines: readonly HeaderLine[],
  by: Authorizer = authorizer,
  exchange = exchangeWith({ headers: lines }),
) {
  const { events, invoke } = scripted(end);
  const authorization = new LambdaAuthorization(invoke, () => 0);
  const result = await authorization.authorize(by, exchange, route).catch((error: unknown) => {
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
    const authorization = new LambdaAuthorization(invoke, () => 0);
    const lengthy = exchangeWith({ path: `/api/${"x".repeat(1600)}`, headers: good });
    await expect(authorization.authorize(authorizer, lengthy, route)).rejects.toMatchObject({
      failure: { status: 414 },
    });
  });

  it("is asked each time where its TTL is 0", async () => {
    const { events, invoke } = scripted(policy());
    const authorization = new LambdaAuthorization(invoke, () => 0);
    await authorization.authorize(authorizer, exchangeWith({ headers: good }), route);
    await authorization.authorize(authorizer, exchangeWith({ headers: good }), route);
    expect(events).toHaveLength(2);
  });

  it("is remembered by token for its TTL, and its policy judged anew for each method", async () => {
    const { events, invoke } = scripted(policy());
    let nowMs = 0;
    const authorization = new LambdaAuthorization(invoke, () => nowMs);
    const lasting = { ...authorizer, ttlSeconds: 300 };
    const ask = (path: string, token = "Bearer token") =>
      authorization.authorize(
        lasting,
        exchangeWith({ path, headers: [["Authorization", token]] }),
        route,
      );
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

const byHeader: RequestAuthorizer = {
  kind: "request",
  id: "auth02",
  ttlSeconds: 0,
  functionArn: "arn:function",
  identitySources: [{ kind: "header", name: "Authorization" }],
};

describe("a REQUEST authorizer", () => {
  it("hears of the whole request but its body, with empty maps where there is nothing", async () => {
    const lines: HeaderLine[] = [
      ["Host", "abcdefghij.execute-api.us-east-1.amazonaws.com"],
      ["authorization", "Bearer a"],
      ["authorization", "Bearer b"],
    ];
    const bare = exchangeWith({ headers: lines, body: Buffer.from("secret") });
    const { result, events } = await outcome(policy(), lines, byHeader, bare);
    expect(result).toMatchObject({ principalId: "p" });
    expect(events).toEqual([
      {
        type: "REQUEST",
        methodArn,
        resource: "/v1/{thing}",
        path: "/v1/things",
        httpMethod: "GET",
        headers: expect.objectContaining({ authorization: "Bearer b" }),
        multiValueHeaders: expect.objectContaining({ authorization: ["Bearer a", "Bearer b"] }),
        queryStringParameters: {},
        multiValueQueryStringParameters: {},
        pathParameters: { thing: "things" },
        stageVariables: {},
        requestContext: expect.objectContaining({
          accountId: "000000000000",
          apiId: "abcdefghij",
          httpMethod: "GET",
          path: "/api/v1/things",
          requestId: bare.requestId,
          resourcePath: "/v1/{thing}",
          stage: "api",
          identity: expect.objectContaining({ sourceIp: "192.0.2.1" }),
        }),
      },
    ]);
    expect(JSON.stringify(events)).not.toContain("secret");
    expect(JSON.stringify(events)).not.toContain('"authorizer"');
  });

  it("hears of query and stage variables", async () => {
    const api = apiWith({ stageVariables: { colour: "blue" } });
    const exchange = exchangeWith({ headers: good, query: "a=1&a=2" }, api);
    expect((await outcome(policy(), good, byHeader, exchange)).events).toEqual([
      expect.objectContaining({
        queryStringParameters: { a: "2" },
        multiValueQueryStringParameters: { a: ["1", "2"] },
        stageVariables: { colour: "blue" },
      }),
    ]);
  });

  it.each<[string, IdentitySource, boolean]>([
    ["a header in another case", { kind: "header", name: "X-THERE" }, true],
    ["a header that is absent", { kind: "header", name: "X-Absent" }, false],
    ["a header that is empty", { kind: "header", name: "X-Empty" }, false],
    ["a query parameter", { kind: "query", name: "there" }, true],
    ["a query parameter in another case", { kind: "query", name: "There" }, false],
    ["an empty query parameter", { kind: "query", name: "empty" }, false],
    ["a stage variable", { kind: "stageVariable", name: "there" }, true],
    ["an absent stage variable", { kind: "stageVariable", name: "absent" }, false],
    ["the caller's address", { kind: "context", name: "identity.sourceIp" }, true],
    ["a user agent that did not come", { kind: "context", name: "identity.userAgent" }, false],
  ])("with %s as its identity source, beside another: %#", async (_name, source, isPresent) => {
    const lines: HeaderLine[] = [...good, ["x-there", "x"], ["X-Empty", ""]];
    const api = apiWith({ stageVariables: { there: "x" } });
    const exchange = exchangeWith({ headers: lines, query: "there=1&empty=" }, api);
    const identitySources = [...byHeader.identitySources, source];
    const by = { ...byHeader, identitySources };
    const { result, events } = await outcome(policy(), lines, by, exchange);
    expect(events).toHaveLength(isPresent ? 1 : 0);
    expect(result).toEqual(
      isPresent ? expect.objectContaining({ principalId: "p" }) : "UNAUTHORIZED",
    );
  });

  it("without an identity source is asked about every request", async () => {
    const { events } = await outcome(policy(), [], { ...byHeader, identitySources: [] });
    expect(events).toHaveLength(1);
  });

  it("is cached by the values of all its identity sources", async () => {
    const { events, invoke } = scripted(policy("Allow", "*"));
    const authorization = new LambdaAuthorization(invoke, () => 0);
    const identitySources: IdentitySource[] = [
      ...byHeader.identitySources,
      { kind: "query", name: "q" },
    ];
    const lasting = { ...byHeader, ttlSeconds: 300, identitySources };
    for (const query of ["q=1", "q=1&other=2", "q=2", "q=1"]) {
      await authorization.authorize(lasting, exchangeWith({ headers: good, query }), route);
    }
    expect(events).toHaveLength(2);
  });
});
