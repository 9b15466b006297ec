import { describe, expect, it } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import models from "../../catalog/models.json" with { type: "json" };
import { listModels } from "../../functions/models.ts";

/** CONTRACT's example, compact: what a client finds first in the list. */
const bodyStart =
  '{"object":"list","data":[' +
  '{"id":"google/nano-banana","name":"Nano Banana","modality":"image","cost":70,' +
  '"inputTypes":["text","image"],"promptRequired":true,"outputType":"image",' +
  '"description":"Google image generation and editing model",' +
  '"settings":[{"key":"aspect_ratio","label":"Aspect Ratio","inputType":"select",' +
  '"defaultValue":"1:1"}]},{"id":';

describe("GET /v1/models", () => {
  it("answers 200 with the contract's example entry, byte for byte", async () => {
    const { statusCode, headers, body } = await listModels(request());

    expect(statusCode).toBe(200);
    expect(headers?.["Content-Type"]).toBe("application/json");
    expect(body.slice(0, bodyStart.length)).toBe(bodyStart);
  });

  it("lists the whole catalogue in the file's order", async () => {
    const { body } = await listModels(request());

    expect(body).toBe(JSON.stringify({ object: "list", data: models }));
  });

  it("has a strong ETag that stays the same", async () => {
    const first = await listModels(request());
    const second = await listModels(request());

    expect(first.headers?.ETag).toMatch(/^"[\w-]+"$/);
    expect(second.headers?.ETag).toBe(first.headers?.ETag);
  });

  it("lets the client keep a copy which it must confirm each time, and nobody else", async () => {
    const { headers } = await listModels(request());

    expect(headers?.["Cache-Control"]).toBe("private, no-cache");
  });

  it("answers 304 without a body, with the same validators, to who has the list", async () => {
    const { headers } = await listModels(request());
    const etag = String(headers?.ETag);

    expect(await listModels(request(`"other", W/${etag}`))).toEqual({
      statusCode: 304,
      headers: { ETag: etag, "Cache-Control": "private, no-cache" },
      body: "",
    });
  });

  it("answers 200 to who has another list", async () => {
    const { statusCode } = await listModels(request('"other"'));

    expect(statusCode).toBe(200);
  });
});

/** As API Gateway hands it over, in the parts that matter here. */
function request(ifNoneMatch?: string): APIGatewayProxyEvent {
  const sent = ifNoneMatch !== undefined;
  return {
    resource: "/v1/models",
    path: "/v1/models",
    httpMethod: "GET",
    headers: sent ? { "if-none-match": ifNoneMatch } : {},
    multiValueHeaders: sent ? { "if-none-match": [ifNoneMatch] } : {},
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      accountId: "123456789012",
      apiId: "public",
      authorizer: {},
      httpMethod: "GET",
      identity: {
        accessKey: null,
        accountId: null,
        apiKey: null,
        apiKeyId: null,
        caller: null,
        clientCert: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: "192.0.2.1",
        user: null,
        userAgent: null,
        userArn: null,
      },
      path: "/api/v1/models",
      protocol: "HTTP/1.1",
      requestId: "request-1",
      requestTimeEpoch: 0,
      resourceId: "resource-1",
      resourcePath: "/v1/models",
      stage: "api",
    },
  };
}
