import { describe, expect, it } from "@jest/globals";
import { GatewayFailure } from "../../gateway/failure.ts";
import { answerMock } from "../../gateway/mock.ts";
import type { MockIntegration } from "../../template/model.ts";
import { exchangeWith } from "../support/exchange.ts";

const mock: MockIntegration = {
  kind: "mock",
  passthrough: "NEVER",
  templateByMediaType: new Map([["application/json", '{"statusCode":404}']]),
  responses: [
    {
      statusCode: 200,
      selectionPattern: undefined,
      headers: {},
      mediaType: undefined,
      template: "",
    },
    {
      statusCode: 404,
      selectionPattern: /^(?:4\d\d)$/,
      headers: { "X-Path": "context.resourcePath", "X-Fixed": "'yes'" },
      mediaType: "application/json",
      template: '{"error":"Not found"}',
    },
  ],
};

function answer(changes: Partial<MockIntegration>, contentType?: string, body = "") {
  const exchange = exchangeWith({
    headers: contentType === undefined ? [] : [["content-TYPE", contentType]],
    body: Buffer.from(body),
  });
  try {
    const { status, headers, body } = answerMock({ ...mock, ...changes }, exchange, "/{proxy+}");
    return { status, headers, body: body.toString() };
  } catch (error) {
    if (error instanceof GatewayFailure) return error.failure.type;
    throw error;
  }
}

describe("a mock integration", () => {
  it("answers with the response that fits the status of its template", () => {
    const expected = {
      status: 404,
      headers: [
        ["Content-Type", "application/json"],
        ["X-Path", "/{proxy+}"],
        ["X-Fixed", "yes"],
      ],
      body: '{"error":"Not found"}',
    };
    expect(answer({})).toEqual(expected);
    expect(answer({}, "application/json; charset=utf-8")).toEqual(expected);
  });

  it.each([
    ["NEVER", "UNSUPPORTED_MEDIA_TYPE"],
    ["WHEN_NO_TEMPLATES", "UNSUPPORTED_MEDIA_TYPE"],
  ] as const)("refuses a media type without a template: %s", (passthrough, expected) => {
    expect(answer({ passthrough }, "text/plain")).toBe(expected);
  });

  it("takes the body itself where it may pass", () => {
    const body = '{"statusCode":404}';
    expect(answer({ passthrough: "WHEN_NO_MATCH" }, "text/plain", body)).toMatchObject({
      status: 404,
    });
    expect(answer({ passthrough: "WHEN_NO_MATCH" }, "text/plain", "x")).toBe(
      "API_CONFIGURATION_ERROR",
    );
    const none = { passthrough: "WHEN_NO_TEMPLATES", templateByMediaType: new Map() } as const;
    expect(answer(none, "text/plain", body)).toMatchObject({ status: 404 });
  });

  it("is misconfigured without a response that fits", () => {
    expect(answer({ responses: [] })).toBe("API_CONFIGURATION_ERROR");
  });
});

describe("the templates of a mock integration", () => {
  const retry =
    '#if("$!context.authorizer.retry" != "")#set($context.responseOverride.header.Retry-After = $context.authorizer.retry)#end';
  const obeying: MockIntegration = {
    kind: "mock",
    passthrough: "NEVER",
    templateByMediaType: new Map([
      ["application/json", '{"statusCode": $context.authorizer.statusCode}'],
    ]),
    responses: [
      {
        statusCode: 200,
        selectionPattern: /^(?:200)$/,
        headers: { "X-Plan": "context.authorizer.plan", "X-Absent": "context.authorizer.absent" },
        mediaType: "application/json",
        template: '{"plan":"$context.authorizer.plan","stage":"$context.stage"}',
      },
      {
        statusCode: 429,
        selectionPattern: /^(?:429)$/,
        headers: { "Retry-After": "'1'", "WWW-Authenticate": "'Bearer'" },
        mediaType: "application/json",
        template: `{"error":"$context.authorizer.message"}${retry}`,
      },
    ],
  };

  function obey(context: Record<string, string>) {
    const authorization = { principalId: "p", context, integrationLatencyMs: 1 };
    try {
      const answer = answerMock(obeying, exchangeWith({}), "/v1/verify", authorization);
      const { status, headers, body } = answer;
      return { status, headers: Object.fromEntries(headers), body: body.toString() };
    } catch (error) {
      if (error instanceof GatewayFailure) return error.failure.type;
      throw error;
    }
  }

  it("have the authorizer's values, and choose the status by them", () => {
    expect(obey({ statusCode: "200", plan: "agency" })).toEqual({
      status: 200,
      headers: { "Content-Type": "application/json", "X-Plan": "agency" },
      body: '{"plan":"agency","stage":"api"}',
    });
  });

  it("do not evaluate or escape values", () => {
    expect(obey({ statusCode: "200", plan: "$context.stage #set($a = 1)" })).toMatchObject({
      body: '{"plan":"$context.stage #set($a = 1)","stage":"api"}',
    });
  });

  it("override a mapped header, but only on the condition that they name", () => {
    const refused = { statusCode: "429", message: "It's full" };
    const headers = {
      "Content-Type": "application/json",
      "x-amzn-Remapped-WWW-Authenticate": "Bearer",
    };
    const body = '{"error":"It\'s full"}';
    expect(obey({ ...refused, retry: "07" })).toEqual({
      status: 429,
      headers: { ...headers, "Retry-After": "07" },
      body,
    });
    for (const absent of [{}, { retry: "" }]) {
      expect(obey({ ...refused, ...absent })).toEqual({
        status: 429,
        headers: { ...headers, "Retry-After": "1" },
        body,
      });
    }
  });

  it.each([
    {},
    { statusCode: "" },
    { statusCode: "20" },
    { statusCode: "2000" },
    { statusCode: "201" },
  ])("fail if they yield no status that has a response: %j", (context) => {
    expect(obey(context)).toBe("API_CONFIGURATION_ERROR");
  });
});
