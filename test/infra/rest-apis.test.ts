import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { managementRoutes } from "../../functions/management/routes.ts";
import { readRoutes } from "./support/routes.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const apis = [
  { id: "PublicApi", authorizer: "Authorizer", handler: "Models", routes: ["GET /v1/models"] },
  {
    id: "ManagementApi",
    authorizer: "ManagementAuthorizer",
    handler: "Management",
    routes: managementRoutes,
  },
];

let dev: Synthesised;
beforeAll(async () => {
  dev = await synthesised("dev");
});
afterAll(() => dev.dispose());

describe.each(apis)("$id", ({ id, authorizer, handler, routes }) => {
  it("has these routes, each with the API's authorizer and function", () => {
    const proxied = readRoutes(dev.template, id).filter(({ type }) => type === "AWS_PROXY");
    expect(proxied.map(({ route }) => route).sort()).toEqual([...routes].sort());
    for (const { properties } of proxied) {
      expect(properties.AuthorizationType).toBe("CUSTOM");
      expect(properties.AuthorizerId).toEqual({ Ref: expect.stringMatching(`^${id}Authorizer`) });
      expect(JSON.stringify(properties.Integration)).toContain(`"Functions${handler}Function`);
    }
  });

  it("answers 404 on every path, the root included, for every method that is not a route", () => {
    const all = readRoutes(dev.template, id);
    const paths = new Set(all.map(({ route }) => route.split(" ")[1]));
    expect(paths).toContain("/");
    expect(paths).toContain("/{proxy+}");
    const fallbacks = all.filter(({ type }) => type !== "AWS_PROXY");
    expect(fallbacks.map(({ route }) => route).sort()).toEqual(
      [...paths].map((p) => `ANY ${p}`).sort(),
    );
    for (const { properties } of fallbacks) {
      expect(properties.AuthorizationType).toBe("NONE");
      expect(properties.Integration).toEqual({
        Type: "MOCK",
        PassthroughBehavior: "NEVER",
        RequestTemplates: { "application/json": '{"statusCode":404}' },
        IntegrationResponses: [
          { StatusCode: "404", ResponseTemplates: { "application/json": '{"error":"Not found"}' } },
        ],
      });
    }
  });

  it("asks its authorizer anew on each request, and only about one bearer token", () => {
    const authorizers = dev.template.findResources("AWS::ApiGateway::Authorizer", {
      Properties: { RestApiId: { Ref: restApiId() } },
    });
    expect(Object.values(authorizers).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        Type: "TOKEN",
        AuthorizerResultTtlInSeconds: 0,
        IdentitySource: "method.request.header.Authorization",
        IdentityValidationExpression: "^[Bb][Ee][Aa][Rr][Ee][Rr] +[!-~]+$",
      }),
    ]);
    expect(JSON.stringify(authorizers)).toContain(`"Functions${authorizer}Function`);
  });

  it("is regional and has one stage, api, which is throttled and keeps execution logs off", () => {
    dev.template.hasResourceProperties("AWS::ApiGateway::RestApi", {
      EndpointConfiguration: { Types: ["REGIONAL"] },
    });
    const stages = dev.template.findResources("AWS::ApiGateway::Stage", {
      Properties: { RestApiId: { Ref: restApiId() } },
    });
    expect(Object.values(stages).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        StageName: "api",
        MethodSettings: [
          {
            HttpMethod: "*",
            ResourcePath: "/*",
            DataTraceEnabled: false,
            LoggingLevel: "OFF",
            ThrottlingBurstLimit: expect.any(Number),
            ThrottlingRateLimit: expect.any(Number),
          },
        ],
      }),
    ]);
  });

  it("logs one line of JSON a request, without header, path, query or error message", () => {
    const [stage] = Object.values(
      dev.template.findResources("AWS::ApiGateway::Stage", {
        Properties: { RestApiId: { Ref: restApiId() } },
      }),
    );
    const format: string = stage?.Properties.AccessLogSetting.Format;
    expect(format).not.toContain("\n");
    const line: Record<string, unknown> = JSON.parse(format);
    expect(line).toMatchObject({
      requestId: "$context.requestId",
      status: "$context.status",
      authorizerError: "$context.authorizer.error",
      authorizerLatencyMs: "$context.authorizer.latency",
    });
    for (const variable of Object.values(line)) {
      expect(variable).toMatch(/^\$context\.[A-Za-z.]+$/);
      expect(variable).not.toMatch(
        /\.(path|error\.message|error\.messageString|identity\.userAgent)$/,
      );
    }
  });

  function restApiId(): string {
    const ids = Object.keys(dev.template.findResources("AWS::ApiGateway::RestApi"));
    return ids.find((logicalId) => logicalId.startsWith(id)) ?? "none";
  }
});
