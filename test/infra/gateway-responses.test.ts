import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { errors } from "../../core/errors.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const challenge = { "WWW-Authenticate": "'Bearer'" };
const retry = { "Retry-After": "'1'" };
type Expected = readonly [status: string | undefined, error: string, code: string, headers: object];

const unavailable: Expected = ["503", "Service temporarily unavailable", "unavailable", retry];
const tooMany: Expected = ["429", "Too many requests", "too_many_requests", retry];
const notFound: Expected = ["404", "Not found", "not_found", {}];

/** All that API Gateway can answer by itself. */
const responses: Readonly<Record<string, Expected>> = {
  UNAUTHORIZED: ["401", "Missing Authorization Bearer token", "missing_token", challenge],
  ACCESS_DENIED: ["401", "$context.authorizer.message", "$context.authorizer.code", challenge],
  MISSING_AUTHENTICATION_TOKEN: notFound,
  INVALID_SIGNATURE: notFound,
  EXPIRED_TOKEN: notFound,
  RESOURCE_NOT_FOUND: notFound,
  UNSUPPORTED_MEDIA_TYPE: notFound,
  REQUEST_TOO_LARGE: ["413", "Request body too large", "body_too_large", {}],
  BAD_REQUEST_BODY: ["400", "Bad request", "bad_request", {}],
  BAD_REQUEST_PARAMETERS: ["400", "Bad request", "bad_request", {}],
  THROTTLED: tooMany,
  QUOTA_EXCEEDED: tooMany,
  WAF_FILTERED: ["403", "Forbidden", "forbidden", {}],
  AUTHORIZER_FAILURE: unavailable,
  AUTHORIZER_CONFIGURATION_ERROR: unavailable,
  API_CONFIGURATION_ERROR: unavailable,
  INTEGRATION_FAILURE: unavailable,
  INTEGRATION_TIMEOUT: unavailable,
  DEFAULT_4XX: [undefined, "Bad request", "bad_request", {}],
  DEFAULT_5XX: unavailable,
};

let dev: Synthesised;
beforeAll(async () => {
  dev = await synthesised("dev");
});
afterAll(() => dev.dispose());

describe.each([
  { id: "PublicApi", hasCode: false },
  { id: "ManagementApi", hasCode: true },
])("what API Gateway answers by itself before $id", ({ id, hasCode }) => {
  it("is this, byte for byte", () => {
    const found = Object.values(dev.template.findResources("AWS::ApiGateway::GatewayResponse"))
      .map(({ Properties }) => Properties)
      .filter(({ RestApiId }) => RestApiId.Ref.startsWith(id));
    const expected = Object.entries(responses).map(([type, [status, error, code, headers]]) => {
      const body = hasCode ? { error, code } : { error };
      const parameters = Object.entries(headers).map(([name, value]) => [
        `gatewayresponse.header.${name}`,
        value,
      ]);
      return {
        RestApiId: { Ref: expect.stringMatching(`^${id}`) },
        ResponseType: type,
        ...(status && { StatusCode: status }),
        ...(parameters.length > 0 && { ResponseParameters: Object.fromEntries(parameters) }),
        ResponseTemplates: { "application/json": JSON.stringify(body) },
      };
    });
    expect(found.sort(byType)).toEqual(expected.sort(byType));
  });
});

function byType(one: { ResponseType: string }, other: { ResponseType: string }): number {
  return one.ResponseType < other.ResponseType ? -1 : 1;
}

it("has no error that an authorizer hands over and JSON would have to escape", () => {
  for (const { message, code } of Object.values(errors)) {
    expect([JSON.stringify(message), JSON.stringify(code)]).toEqual([`"${message}"`, `"${code}"`]);
  }
});
