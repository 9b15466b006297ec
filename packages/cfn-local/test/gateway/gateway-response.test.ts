import { describe, expect, it } from "@jest/globals";
import type { Authorization } from "../../gateway/authorization.ts";
import { type Failure, failures } from "../../gateway/failure.ts";
import { renderFailure } from "../../gateway/gateway-response.ts";
import type { GatewayResponse } from "../../template/model.ts";
import { apiWith, exchangeWith, headers } from "../support/exchange.ts";

const plain: GatewayResponse = {
  statusCode: undefined,
  headers: {},
  mediaType: "application/json",
  template: '{"error":"x"}',
};

function render(
  failure: Failure,
  responses: Readonly<Record<string, Partial<GatewayResponse>>>,
  authorization?: Authorization,
) {
  const gatewayResponses = new Map(
    Object.entries(responses).map(([type, response]) => [type, { ...plain, ...response }]),
  );
  const exchange = exchangeWith(
    { headers: headers({ Host: "h", "X-Trace": "t" }) },
    apiWith({ gatewayResponses }),
  );
  const {
    status,
    headers: lines,
    body,
  } = renderFailure(failure, exchange, "/v1/things", authorization);
  return { status, headers: Object.fromEntries(lines), body: body.toString(), exchange };
}

describe("a gateway response", () => {
  it("has API Gateway's own words where nothing is customised", () => {
    const { status, headers, body } = render(failures.noSuchMethod, {});
    expect({ status, body }).toEqual({
      status: 403,
      body: '{"message":"Missing Authentication Token"}',
    });
    expect(headers).toEqual({
      "Content-Type": "application/json",
      "x-amzn-ErrorType": "MissingAuthenticationTokenException",
    });
  });

  it("says null where there is no message", () => {
    expect(render(failures.authorizerFailed, {}).body).toBe('{"message":null}');
  });

  it("prefers its own type to the default", () => {
    const { status, body } = render(failures.denied, {
      ACCESS_DENIED: { statusCode: 401, template: '{"error":"own"}' },
      DEFAULT_4XX: { statusCode: 400, template: '{"error":"default"}' },
    });
    expect({ status, body }).toEqual({ status: 401, body: '{"error":"own"}' });
  });

  it("falls back to the default of its class, with its own status if that has none", () => {
    expect(render(failures.incompleteSignature, { DEFAULT_4XX: {} })).toMatchObject({
      status: 403,
      body: '{"error":"x"}',
    });
    expect(render(failures.malformedProxyResponse, { DEFAULT_4XX: {} }).status).toBe(502);
    expect(
      render(failures.malformedProxyResponse, { DEFAULT_5XX: { statusCode: 503 } }).status,
    ).toBe(503);
  });

  it("takes its type's documented status where it is customised without one", () => {
    expect(render(failures.integrationFailed, { INTEGRATION_FAILURE: {} }).status).toBe(504);
    expect(render(failures.integrationFailed, {}).status).toBe(500);
  });

  it("fills in what the authorizer returned with a denial, and nothing where it said nothing", () => {
    const template =
      '{"error":"$context.authorizer.message","by":"$context.authorizer.principalId"}';
    const authorization = {
      principalId: "p",
      context: { message: "No such key" },
      integrationLatencyMs: 0,
    };
    const responses = { ACCESS_DENIED: { template } };
    expect(render(failures.denied, responses, authorization).body).toBe(
      '{"error":"No such key","by":"p"}',
    );
    expect(render(failures.denied, responses).body).toBe('{"error":"","by":""}');
  });

  it("fills in context variables and header mappings", () => {
    const template =
      '{"id":"$context.requestId","message":$context.error.messageString,"type":"$context.error.responseType","where":"$context.resourcePath"}';
    const { headers, body, exchange } = render(failures.unauthorized, {
      UNAUTHORIZED: {
        template,
        headers: {
          "WWW-Authenticate": "'Bearer'",
          "X-Id": "context.requestId",
          "X-Echo": "method.request.header.x-trace",
          "X-None": "method.request.header.Absent",
          "Content-Type": "'application/problem+json'",
        },
      },
    });
    expect(JSON.parse(body)).toEqual({
      id: exchange.requestId,
      message: "Unauthorized",
      type: "UNAUTHORIZED",
      where: "/v1/things",
    });
    expect(headers).toEqual({
      "WWW-Authenticate": "Bearer",
      "X-Id": exchange.requestId,
      "X-Echo": "t",
      "Content-Type": "application/problem+json",
      "x-amzn-ErrorType": "UnauthorizedException",
    });
  });
});
