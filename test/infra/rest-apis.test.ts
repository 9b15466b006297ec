import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { functionRoutes, verifyPath } from "../../core/config/protected-routes.ts";
import {
  accountRoutes,
  keyRoutes,
  leakReportRoute,
  operationsRoutes,
} from "../../functions/management/routes.ts";
import { constructIdOf } from "../../lib/constructs/functions.ts";
import { contractDocument } from "../support/contract-document.ts";
import { readRoutes } from "./support/routes.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const publicRoutes: Record<string, string[]> = {};
for (const { route, function: declared } of functionRoutes) {
  publicRoutes[constructIdOf(declared.name)] ??= [];
  publicRoutes[constructIdOf(declared.name)]?.push(route);
}

/** By function, the routes that it serves. */
const apis = [
  {
    id: "PublicApi",
    authorizer: "Authorizer",
    routes: publicRoutes,
    documents: ["GET /openapi.json"],
    open: { LeakReport: [leakReportRoute] },
    compressedFromBytes: undefined,
    notFound: '{"error":"Not found"}',
  },
  {
    id: "ManagementApi",
    authorizer: "ManagementAuthorizer",
    routes: {
      AccountManagement: accountRoutes,
      KeyManagement: keyRoutes,
      Operations: operationsRoutes,
    },
    documents: [],
    open: {},
    compressedFromBytes: 1_000,
    notFound: '{"error":"Not found","code":"not_found"}',
  },
];

let dev: Synthesised;
beforeAll(async () => {
  dev = await synthesised("dev");
});
afterAll(() => dev.dispose());

describe.each(apis)("$id", ({ id, authorizer, routes, documents, open: openRoutes, ...others }) => {
  const { compressedFromBytes, notFound } = others;
  const opened = Object.values(openRoutes).flat();

  it("compresses lists of keys, and nothing of the public API", () => {
    const found = Object.entries(dev.template.findResources("AWS::ApiGateway::RestApi"));
    const [, api] = found.find(([logicalId]) => logicalId.startsWith(id)) ?? [];
    expect(api?.Properties.Name).toEqual(expect.anything());
    expect(api?.Properties.MinimumCompressionSize).toBe(compressedFromBytes);
  });

  it("has these routes, each with the API's authorizer and function", () => {
    const proxied = readRoutes(dev.template, id).filter(
      ({ type, route }) => type === "AWS_PROXY" && !opened.includes(route),
    );
    expect(proxied.map(({ route }) => route).sort()).toEqual(Object.values(routes).flat().sort());
    for (const { route, properties } of proxied) {
      const [handler] = Object.entries(routes).find(([, served]) => served.includes(route)) ?? [];
      expect(properties.AuthorizationType).toBe("CUSTOM");
      expect(properties.AuthorizerId).toEqual({ Ref: expect.stringMatching(`^${id}Authorizer`) });
      expect(JSON.stringify(properties.Integration)).toContain(`"Functions${handler}Function`);
    }
  });

  it("lets everybody call these routes, each with its own function", () => {
    const proxied = readRoutes(dev.template, id).filter(({ route }) => opened.includes(route));
    expect(proxied).toHaveLength(opened.length);
    for (const { route, type, properties } of proxied) {
      const [handler] =
        Object.entries(openRoutes).find(([, served]) => served.includes(route)) ?? [];
      expect([type, properties.AuthorizationType]).toEqual(["AWS_PROXY", "NONE"]);
      expect(JSON.stringify(properties.Integration)).toContain(`"Functions${handler}Function`);
    }
  });

  it("takes no TLS older than 1.2 on its own endpoint, and no other host's name", () => {
    expect(dev.template.toJSON().Resources[restApiId()].Properties).toMatchObject({
      SecurityPolicy: "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
      EndpointAccessMode: "STRICT",
      EndpointConfiguration: { Types: ["REGIONAL"] },
    });
  });

  it("lets everybody read these documents, and nothing else", () => {
    const open = readRoutes(dev.template, id).filter(
      ({ route, properties }) =>
        properties.AuthorizationType === "NONE" &&
        !route.startsWith("ANY ") &&
        !opened.includes(route),
    );
    expect(open.map(({ route }) => route)).toEqual(documents);
    for (const { type } of open) expect(type).toBe("MOCK");
  });

  it("answers 404 on every path, the root included, for every method that is not a route", () => {
    const all = readRoutes(dev.template, id).filter(({ route }) => route !== `ANY ${verifyPath}`);
    const paths = new Set(all.map(({ route }) => route.split(" ")[1]));
    expect(paths).toContain("/");
    expect(paths).toContain("/{proxy+}");
    const fallbacks = all.filter(({ route }) => route.startsWith("ANY "));
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
          { StatusCode: "404", ResponseTemplates: { "application/json": notFound } },
        ],
      });
    }
  });

  it("asks its authorizer anew on each request that has an Authorization header", () => {
    const authorizers = dev.template.findResources("AWS::ApiGateway::Authorizer", {
      Properties: { RestApiId: { Ref: restApiId() } },
    });
    expect(Object.values(authorizers).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        Type: "REQUEST",
        AuthorizerResultTtlInSeconds: 0,
        IdentitySource: "method.request.header.Authorization",
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
          ...opened.map((route) => ({
            HttpMethod: route.split(" ")[0],
            ResourcePath: `/${String(route.split(" ")[1]).replaceAll("/", "~1")}`,
            DataTraceEnabled: false,
            LoggingLevel: "OFF",
            ThrottlingBurstLimit: 20,
            ThrottlingRateLimit: 20,
          })),
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
      extendedRequestId: "$context.extendedRequestId",
      status: "$context.status",
      authorizerError: "$context.authorizer.error",
      authorizerLatencyMs: "$context.authorizer.latency",
      verdict: "$context.authorizer.verdict",
      keyId: "$context.authorizer.keyId",
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

describe("the OpenAPI document", () => {
  it("is given out whole, as a template that evaluates nothing", () => {
    const [open] = readRoutes(dev.template, "PublicApi").filter(
      ({ route }) => route === "GET /openapi.json",
    );
    const integration = Object(open?.properties.Integration);
    expect(integration).toMatchObject({
      PassthroughBehavior: "NEVER",
      RequestTemplates: { "application/json": '{"statusCode":200}' },
      IntegrationResponses: [
        {
          StatusCode: "200",
          ResponseParameters: {
            "method.response.header.Cache-Control": "'public, max-age=300'",
          },
        },
      ],
    });
    const template = integration.IntegrationResponses[0].ResponseTemplates["application/json"];
    expect(template).not.toMatch(/[$#]/);
    expect(JSON.parse(template)).toEqual(contractDocument());
  });
});
