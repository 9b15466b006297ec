import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  AuthorizationType,
  CfnMethod,
  HttpIntegration,
  LambdaIntegration,
  MockIntegration,
  RestApi,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { App, CfnResource } from "aws-cdk-lib/core";
import { verifyPath } from "../../core/config/protected-routes.ts";
import { findUndescribedRoutes } from "../../lib/checks/described-routes.ts";
import { guardRoutes } from "../../lib/checks/guard-routes.ts";
import { serveStatically } from "../../lib/constructs/static-document.ts";
import { LatchkeyStack } from "../../lib/latchkey-stack.ts";
import { removeFunctions, writeFunctions } from "./support/functions-fixture.ts";
import { configuration, settingsOf } from "./support/stages.ts";

let directory: string;
let app: App;

describe("synthesis fails", () => {
  beforeEach(() => {
    directory = writeFunctions();
    app = new App({ autoSynth: false, builtinCloudFormationValidation: false });
  });
  afterEach(() => removeFunctions(directory));

  it("not, as long as every route is guarded", () => {
    declareStack();
    expect(() => app.synth()).not.toThrow();
  });

  it("when the function of a public route is not wrapped", () => {
    removeFunctions(directory);
    directory = writeFunctions({
      "models.ts":
        'import { withVerdict } from "./http/with-verdict.ts";\nexport const other = withVerdict(async () => 1);\nexport const handler = async () => other;',
    });
    declareStack();
    expectFailure(
      "GET /v1/models of the public API: functions/models.ts is not wrapped, it must have: export const handler = withVerdict(…)",
    );
  });

  it.each(["publicApi", "managementApi"] as const)(
    "when a route of %s has no authorizer",
    (api) => {
      const stack = declareStack();
      stack[api].restApi.root.addResource("open").addMethod("POST", integrationOf(stack), {
        authorizationType: AuthorizationType.NONE,
      });
      expectFailure(`POST /open of the ${labels[api]}: has no authorizer`);
    },
  );

  it("when an open route runs another function than its own", () => {
    const stack = declareStack();
    const report = stack.publicApi.restApi.methods.find(
      ({ resource, httpMethod }) => httpMethod === "POST" && resource.path === "/leaks/report",
    );
    if (!(report?.node.defaultChild instanceof CfnMethod)) throw new Error("no report");
    const other = otherFunction(stack, "Other");
    report.node.defaultChild.addPropertyOverride("Integration.Uri", other.functionArn);
    expectFailure("POST /leaks/report of the public API: has no authorizer");
  });

  it("when the function of an open route serves another path without authorizer", () => {
    const stack = declareStack();
    const report = stack.publicApi.openRoutes["POST /leaks/report"];
    if (!report) throw new Error("no report");
    stack.publicApi.restApi.root
      .addResource("open")
      .addMethod("POST", new LambdaIntegration(report.function.function), {
        authorizationType: AuthorizationType.NONE,
      });
    expectFailure("POST /open of the public API: has no authorizer");
  });

  it.each(["publicApi", "managementApi"] as const)(
    "when a route of %s loses its authorizer to an override",
    (api) => {
      const stack = declareStack();
      const guarded = stack[api].restApi.methods.find(({ httpMethod }) => httpMethod === "GET");
      if (!(guarded?.node.defaultChild instanceof CfnMethod)) throw new Error("no GET method");
      guarded.node.defaultChild.addPropertyOverride("AuthorizationType", "NONE");
      expectFailure(/GET \/\S+ of the (public|management) API: has no authorizer/);
    },
  );

  it("when a public route has an authorizer that is not the API's own", () => {
    const stack = declareStack();
    const authorizer = new TokenAuthorizer(stack, "Other", {
      handler: otherFunction(stack, "Judge"),
    });
    stack.publicApi.restApi.root.addResource("open").addMethod("GET", integrationOf(stack), {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer,
    });
    expectFailure("GET /open of the public API: has another authorizer than the API's own");
  });

  it.each([
    ["a function from elsewhere", "runs a function that is not known to be wrapped in withVerdict"],
    ["no function", "runs no function, so nothing obeys the verdict"],
  ])("when a public route runs %s", (kind, gap) => {
    const stack = declareStack();
    const integration =
      kind === "no function"
        ? new HttpIntegration("https://example.com/")
        : new LambdaIntegration(otherFunction(stack));
    stack.publicApi.restApi.root.addResource("v2").addMethod("PUT", integration, {
      authorizationType: AuthorizationType.CUSTOM,
      authorizer: stack.publicApi.authorizer,
    });
    expectFailure(`PUT /v2 of the public API: ${gap}`);
  });

  it.each([
    ["a default response", { "Integration.IntegrationResponses.0.SelectionPattern": "" }],
    ["a fixed status", { "Integration.RequestTemplates": { "application/json": "{}" } }],
    ["passthrough", { "Integration.PassthroughBehavior": "WHEN_NO_MATCH" }],
  ])("when verify answers with something else than the verdict: %s", (_, overrides) => {
    const method = verifyMethodOf(declareStack());
    for (const [path, value] of Object.entries(overrides)) method.addPropertyOverride(path, value);
    const gap = "runs no function, so nothing obeys the verdict";
    expectFailure(`ANY /v1/verify of the public API: ${gap}`);
  });

  it.each(["publicApi", "managementApi"] as const)("when %s caches responses", (api) => {
    const { deploymentStage } = declareStack()[api].restApi;
    const stage = deploymentStage.node.defaultChild;
    if (!(stage instanceof CfnResource)) throw new Error("no such stage");
    stage.addPropertyOverride("MethodSettings.0.CachingEnabled", true);
    expectFailure(`${stage.node.path}: caches responses of * /*`);
  });

  it("when verify has no authorizer", () => {
    const method = verifyMethodOf(declareStack());
    method.addPropertyOverride("AuthorizationType", "NONE");
    expectFailure("ANY /v1/verify of the public API: has no authorizer");
  });

  it("when a judged route is not in the list of protected routes", () => {
    const stack = declareStack();
    const models = stack.publicApi.restApi.methods.find(
      ({ httpMethod, resource }) => `${httpMethod} ${resource.path}` === "GET /v1/models",
    );
    if (!(models?.node.defaultChild instanceof CfnMethod)) throw new Error("no such route");
    models.node.defaultChild.addPropertyOverride("HttpMethod", "POST");
    expectFailure("POST /v1/models of the public API: is not among the API's declared routes");
  });

  it("when a method without authorizer is declared by its bare CloudFormation type", () => {
    const stack = declareStack();
    const { restApiId, restApiRootResourceId } = stack.managementApi.restApi;
    new CfnResource(stack, "Bare", {
      type: "AWS::ApiGateway::Method",
      properties: {
        RestApiId: restApiId,
        ResourceId: restApiRootResourceId,
        HttpMethod: "PATCH",
        AuthorizationType: "NONE",
        Integration: { Type: "AWS_PROXY" },
      },
    });
    expectFailure("PATCH / of the management API: has no authorizer");
  });

  it("when a mock that needs no authorizer says anything but 404", () => {
    const stack = declareStack();
    const mock = new MockIntegration({
      requestTemplates: { "application/json": '{"statusCode":200}' },
      integrationResponses: [{ statusCode: "200" }],
    });
    stack.publicApi.restApi.root.addResource("hello").addMethod("ANY", mock);
    expectFailure("ANY /hello of the public API: has no authorizer");
  });

  it.each([
    ["says something else", "IntegrationResponses.0.ResponseTemplates.application/json", "{}"],
    ["computes what it says", "RequestTemplates.application/json", '{"statusCode":$status}'],
    ["lets the caller's body pass", "PassthroughBehavior", "WHEN_NO_MATCH"],
  ])("when the open document %s", (_, property, value) => {
    const stack = declareStack();
    const open = stack.publicApi.restApi.methods.find(
      ({ httpMethod, resource }) => httpMethod === "GET" && resource.path === "/openapi.json",
    );
    if (!(open?.node.defaultChild instanceof CfnMethod)) throw new Error("no open document");
    open.node.defaultChild.addPropertyOverride(`Integration.${property}`, value);
    expectFailure("GET /openapi.json of the public API: has no authorizer");
  });

  it("when the management API gives out what only the public one may", () => {
    const stack = declareStack();
    serveStatically(stack.managementApi.restApi, { path: "/secret.json", document: {} });
    expectFailure("GET /secret.json of the management API: has no authorizer");
  });

  it("not, when a stranger's API in the stack is open", () => {
    const stack = declareStack();
    new RestApi(stack, "Third").root.addResource("x").addMethod("GET", integrationOf(stack));
    expect(() => app.synth()).not.toThrow();
  });

  it.each([
    ["AuthorizerResultTtlInSeconds", 300, "must have a TTL of 0"],
    ["AuthorizerResultTtlInSeconds", undefined, "must have a TTL of 0"],
    ["Type", "TOKEN", "must be of type REQUEST"],
  ])("when an authorizer's %s becomes %s", (property, value, fault) => {
    const { authorizer } = declareStack().publicApi;
    const resource = authorizer.node.findAll().find((node) => CfnResource.isCfnResource(node));
    if (!(resource instanceof CfnResource)) throw new Error("no authorizer");
    resource.addPropertyOverride(property, value);
    expectFailure(`The authorizer of the public API ${fault}`);
  });

  it("when a route has no OpenAPI operation, or an operation no route", () => {
    const document = { paths: { "/v1/a": { parameters: [], get: {}, post: {} } } };
    expect(findUndescribedRoutes(document, ["GET /v1/a", "PUT /v1/b"])).toEqual([
      "PUT /v1/b: has no operation in contract/openapi/operations",
      "POST /v1/a: is an operation of the OpenAPI document, but no API serves it",
    ]);
    const stack = declareStack();
    guardRoutes(stack, [], document);
    expectFailure("GET /v1/a: is an operation of the OpenAPI document, but no API serves it");
  });

  it("when an API imports routes that cannot be seen", () => {
    const { restApi } = declareStack().publicApi;
    const { defaultChild } = restApi.node;
    if (!(defaultChild instanceof CfnResource)) throw new Error("no REST API");
    defaultChild.addPropertyOverride("Body", { openapi: "3.0.1" });
    expectFailure(/API Latchkey-dev-PublicApi-\w+: imports routes, which cannot be checked/);
  });
});

const labels = { publicApi: "public API", managementApi: "management API" };

function declareStack(): LatchkeyStack {
  return new LatchkeyStack(app, {
    stage: "dev",
    site: {
      assets: [],
      pages: [],
      texts: [],
      filesNaming: () => [],
      appPage: () => "",
      consolePage: () => "",
    },
    settings: settingsOf("dev"),
    productSettings: configuration.settings,
    functionsDirectory: directory,
  });
}

function integrationOf(stack: LatchkeyStack): LambdaIntegration {
  return new LambdaIntegration(otherFunction(stack));
}

function otherFunction(stack: LatchkeyStack, id = "Elsewhere"): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: "index.handler",
    code: Code.fromInline("exports.handler = async () => ({ statusCode: 200 });"),
  });
}

function expectFailure(message: string | RegExp): void {
  expect(() => app.synth()).toThrow(message);
}

function verifyMethodOf({ publicApi }: LatchkeyStack): CfnMethod {
  const verify = publicApi.restApi.methods.find(({ resource }) => resource.path === verifyPath);
  if (!(verify?.node.defaultChild instanceof CfnMethod)) throw new Error("no such route");
  return verify.node.defaultChild;
}
