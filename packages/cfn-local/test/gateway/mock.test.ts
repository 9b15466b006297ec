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
    { statusCode: 200, selectionPattern: undefined, headers: {}, mediaType: undefined, template: "" },
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
      template: '{"error":"Not found"}',
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
