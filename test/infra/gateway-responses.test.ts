import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const challenge = { "WWW-Authenticate": "'Bearer'" };
const retry = { "Retry-After": "'1'" };
const unavailable = ["503", '{"error":"Service temporarily unavailable"}', retry] as const;
const tooMany = ["429", '{"error":"Too many requests"}', retry] as const;
const notFound = ["404", '{"error":"Not found"}', {}] as const;

/** Status, body and headers of all that API Gateway can answer by itself. */
function responses(denied: string): Record<string, readonly [string | undefined, string, object]> {
  return {
    UNAUTHORIZED: ["401", '{"error":"Missing Authorization Bearer token"}', challenge],
    ACCESS_DENIED: ["401", denied, challenge],
    MISSING_AUTHENTICATION_TOKEN: notFound,
    INVALID_SIGNATURE: notFound,
    EXPIRED_TOKEN: notFound,
    RESOURCE_NOT_FOUND: notFound,
    UNSUPPORTED_MEDIA_TYPE: notFound,
    REQUEST_TOO_LARGE: ["413", '{"error":"Request body too large"}', {}],
    BAD_REQUEST_BODY: ["400", '{"error":"Bad request"}', {}],
    BAD_REQUEST_PARAMETERS: ["400", '{"error":"Bad request"}', {}],
    THROTTLED: tooMany,
    QUOTA_EXCEEDED: tooMany,
    WAF_FILTERED: ["403", '{"error":"Forbidden"}', {}],
    AUTHORIZER_FAILURE: unavailable,
    AUTHORIZER_CONFIGURATION_ERROR: unavailable,
    API_CONFIGURATION_ERROR: unavailable,
    INTEGRATION_FAILURE: unavailable,
    INTEGRATION_TIMEOUT: unavailable,
    DEFAULT_4XX: [undefined, '{"error":"Bad request"}', {}],
    DEFAULT_5XX: unavailable,
  };
}

let dev: Synthesised;
beforeAll(async () => {
  dev = await synthesised("dev");
});
afterAll(() => dev.dispose());

describe.each([
  { id: "PublicApi", denied: '{"error":"Invalid API key"}' },
  { id: "ManagementApi", denied: '{"error":"Invalid credentials"}' },
])("what API Gateway answers by itself before $id", ({ id, denied }) => {
  it("is this, byte for byte", () => {
    const found = Object.values(dev.template.findResources("AWS::ApiGateway::GatewayResponse"))
      .map(({ Properties }) => Properties)
      .filter(({ RestApiId }) => RestApiId.Ref.startsWith(id));
    const expected = Object.entries(responses(denied)).map(([type, [status, body, headers]]) => {
      const parameters = Object.entries(headers).map(([name, value]) => [
        `gatewayresponse.header.${name}`,
        value,
      ]);
      return {
        RestApiId: { Ref: expect.stringMatching(`^${id}`) },
        ResponseType: type,
        ...(status && { StatusCode: status }),
        ...(parameters.length > 0 && { ResponseParameters: Object.fromEntries(parameters) }),
        ResponseTemplates: { "application/json": body },
      };
    });
    expect(found.sort(byType)).toEqual(expected.sort(byType));
  });
});

function byType(one: { ResponseType: string }, other: { ResponseType: string }): number {
  return one.ResponseType < other.ResponseType ? -1 : 1;
}
