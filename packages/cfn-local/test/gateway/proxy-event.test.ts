import { describe, expect, it } from "@jest/globals";
import { proxyEvent } from "../../gateway/proxy-event.ts";
import type { Route } from "../../gateway/route.ts";
import { apiWith, exchangeWith, treeOf } from "../support/exchange.ts";

const root = treeOf({ "/v1/{id}": ["GET"] });
const resource = root.children[0]?.children[0] ?? root;
const method = resource.methods.get("GET");
if (!method) throw new Error("The tree lacks its method.");
const route: Route = { resource, method, pathParameters: { id: "a%20b" } };

describe("a proxy event", () => {
  it("has the shape of payload version 1.0", () => {
    const exchange = exchangeWith({
      path: "/api/v1/a%20b/",
      query: "x=1&x=2&y=%C3%A9+z",
      headers: [
        ["Host", "abc.execute-api.us-east-1.amazonaws.com"],
        ["user-AGENT", "test/1"],
      ],
    });
    const authorization = { principalId: "p", context: { verdict: "x" }, integrationLatencyMs: 4 };
    expect(proxyEvent(exchange, route, authorization)).toEqual({
      resource: "/v1/{id}",
      path: "/v1/a%20b/",
      httpMethod: "GET",
      headers: {
        Host: "abc.execute-api.us-east-1.amazonaws.com",
        "user-AGENT": "test/1",
        "X-Amzn-Trace-Id": exchange.traceId,
        "X-Forwarded-For": "192.0.2.1",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
      },
      multiValueHeaders: expect.objectContaining({ "user-AGENT": ["test/1"] }),
      queryStringParameters: { x: "2", y: "é z" },
      multiValueQueryStringParameters: { x: ["1", "2"], y: ["é z"] },
      pathParameters: { id: "a%20b" },
      stageVariables: null,
      requestContext: {
        resourceId: "/v1/{id}",
        authorizer: { verdict: "x", principalId: "p", integrationLatency: 4 },
        resourcePath: "/v1/{id}",
        httpMethod: "GET",
        extendedRequestId: exchange.extendedRequestId,
        requestTime: expect.stringMatching(
          /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/,
        ),
        path: "/api/v1/a%20b/",
        accountId: "000000000000",
        protocol: "HTTP/1.1",
        stage: "api",
        domainPrefix: "abc",
        requestTimeEpoch: exchange.startedAt.getTime(),
        requestId: exchange.requestId,
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: "192.0.2.1",
          user: null,
          userAgent: "test/1",
          userArn: null,
        },
        domainName: "abc.execute-api.us-east-1.amazonaws.com",
        deploymentId: "dep123",
        apiId: "abcdefghij",
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it("has null for a query and parameters that are not there", () => {
    const event = proxyEvent(exchangeWith(), { ...route, pathParameters: {} }, undefined);
    expect(event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
    });
    expect(event.requestContext).not.toHaveProperty("authorizer");
  });

  it("keeps each value of a repeated header, the last one as its single value", () => {
    const exchange = exchangeWith({
      headers: [
        ["X-A", "1"],
        ["X-A", "2"],
        ["x-a", "3"],
      ],
    });
    const event = proxyEvent(exchange, route, undefined);
    expect(event.multiValueHeaders).toMatchObject({ "X-A": ["1", "2"], "x-a": ["3"] });
    expect(event.headers).toMatchObject({ "X-A": "2", "x-a": "3" });
  });

  it("drops what API Gateway keeps for itself, and extends X-Forwarded-For", () => {
    const exchange = exchangeWith({
      headers: [
        ["Connection", "close"],
        ["Transfer-Encoding", "chunked"],
        ["Content-Length", "0"],
        ["Expect", "100-continue"],
        ["X-HTTP-Method-Override", "GET"],
        ["Authorization", "AWS4-HMAC-SHA256 Credential=x"],
        ["X-Forwarded-For", "203.0.113.9"],
        ["Kept", "yes"],
      ],
    });
    expect(Object.keys(proxyEvent(exchange, route, undefined).headers)).toEqual([
      "Kept",
      "X-Amzn-Trace-Id",
      "X-Forwarded-For",
      "X-Forwarded-Port",
      "X-Forwarded-Proto",
    ]);
    expect(proxyEvent(exchange, route, undefined).headers["X-Forwarded-For"]).toBe(
      "203.0.113.9, 192.0.2.1",
    );
  });

  it("passes a bearer token on", () => {
    const exchange = exchangeWith({ headers: [["authorization", "Bearer x"]] });
    expect(proxyEvent(exchange, route, undefined).headers.authorization).toBe("Bearer x");
  });

  it("carries a body as text, or as base64 for the API's binary media types", () => {
    const body = Buffer.from([0xff, 0x41]);
    const parts = { body, headers: [["content-type", "image/png; q=1"]] as const };
    expect(proxyEvent(exchangeWith(parts), route, undefined)).toMatchObject({
      body: "\ufffdA",
      isBase64Encoded: false,
    });
    const binary = apiWith({ binaryMediaTypes: ["image/*"] });
    expect(proxyEvent(exchangeWith(parts, binary), route, undefined)).toMatchObject({
      body: "/0E=",
      isBase64Encoded: true,
    });
  });
});
