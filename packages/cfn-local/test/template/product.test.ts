import { describe, expect, it } from "@jest/globals";
import { StartError } from "../../start-error.ts";
import type { Resource } from "../../template/model.ts";
import { readProduct } from "../../template/product.ts";
import { writeAssembly } from "../support/assembly.ts";
import { gatewayResponse, mockMethod, testBundles, testTemplate } from "../support/template.ts";

function read(more: Readonly<Record<string, unknown>> = {}) {
  return readProduct(writeAssembly(testTemplate(more), testBundles));
}

function routes({ path, methods, children }: Resource): string[] {
  return [...[...methods.keys()].map((method) => `${method} ${path}`), ...children.flatMap(routes)];
}

/** The method of the template with some of its properties changed. */
function openMethod(changes: Readonly<Record<string, unknown>>) {
  const mock = mockMethod({ Ref: "Mock" }, "GET", 200);
  return { More: { ...mock, Properties: { ...mock.Properties, ...changes } } };
}

function integration(changes: Readonly<Record<string, unknown>>) {
  const { Integration } = mockMethod({ Ref: "Mock" }, "GET", 200).Properties;
  return openMethod({ Integration: { ...Object(Integration), ...changes } });
}

/** The template's authorizer with other properties, of type REQUEST unless they say otherwise. */
function requestAuthorizer(properties: Record<string, unknown>) {
  const authorizer = Object(testTemplate().Resources.Authorizer);
  const { RestApiId, AuthorizerUri } = authorizer.Properties;
  const common = { RestApiId, AuthorizerUri, Type: "REQUEST" };
  return { Authorizer: { ...authorizer, Properties: { ...common, ...properties } } };
}

describe("a template", () => {
  it("is read into APIs, functions, tables, secrets and outputs", async () => {
    const { apis, functions, tables, secrets, outputs } = await read();
    const [api] = apis;
    expect(api && routes(api.root)).toEqual([
      "GET /v1/echo",
      "ANY /open/{id}",
      "ANY /mock/{proxy+}",
    ]);
    expect(api).toMatchObject({ stageName: "api", stageVariables: null, binaryMediaTypes: [] });
    const guardedMethod = api?.root.children[0]?.children[0]?.methods.get("GET");
    expect(guardedMethod).toMatchObject({
      authorizer: { kind: "token", headerName: "Authorization", ttlSeconds: 0 },
      integration: { kind: "proxy", timeoutMs: 29_000 },
    });
    expect([...functions.values()]).toMatchObject([
      { name: "Test-AuthorizerFunction", timeoutSeconds: 2, environment: {} },
      { name: "Test-EchoFunction", environment: { TABLE_NAME: "Test-Table" } },
    ]);
    expect(functions.has(guardedMethod?.authorizer?.functionArn ?? "")).toBe(true);
    expect(tables).toEqual([
      {
        name: "Test-Table",
        attributes: [
          { name: "pk", type: "S" },
          { name: "sk", type: "S" },
        ],
        greatestUnits: { Read: undefined, Write: undefined },
        keys: [
          { name: "pk", type: "HASH" },
          { name: "sk", type: "RANGE" },
        ],
        ttlAttribute: "ttl",
        indexes: [],
        streamView: undefined,
        streamArn: undefined,
      },
    ]);
    expect(outputs.get("OperatorTokenSecretArn")).toBe(secrets[0]?.arn);
  });

  it("gives an authorizer without a TTL the documented 300 seconds", async () => {
    const template = testTemplate();
    const authorizer = Object(template.Resources.Authorizer);
    const { AuthorizerResultTtlInSeconds: _, ...Properties } = authorizer.Properties;
    const { apis } = await read({ Authorizer: { ...authorizer, Properties } });
    const method = apis[0]?.root.children[0]?.children[0]?.methods.get("GET");
    expect(method?.authorizer?.ttlSeconds).toBe(300);
  });

  it("reads a REQUEST authorizer with all its kinds of identity sources", async () => {
    const sources = [
      "method.request.header.X-Key",
      " method.request.querystring.key",
      "stageVariables.tenant",
      "context.identity.sourceIp",
    ];
    const { apis } = await read(
      requestAuthorizer({ IdentitySource: sources.join(","), AuthorizerResultTtlInSeconds: 60 }),
    );
    const method = apis[0]?.root.children[0]?.children[0]?.methods.get("GET");
    expect(method?.authorizer).toMatchObject({
      kind: "request",
      ttlSeconds: 60,
      identitySources: [
        { kind: "header", name: "X-Key" },
        { kind: "query", name: "key" },
        { kind: "stageVariable", name: "tenant" },
        { kind: "context", name: "identity.sourceIp" },
      ],
    });
  });

  it("reads a REQUEST authorizer without an identity source as long as nothing is cached", async () => {
    const { apis } = await read(requestAuthorizer({ AuthorizerResultTtlInSeconds: 0 }));
    const method = apis[0]?.root.children[0]?.children[0]?.methods.get("GET");
    expect(method?.authorizer).toMatchObject({ kind: "request", identitySources: [] });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      "a REQUEST authorizer that caches by nothing",
      requestAuthorizer({}),
      /Authorizer caches results.*IdentitySource/,
    ],
    [
      "an identity source in the path",
      requestAuthorizer({ IdentitySource: "method.request.path.id" }),
      /Authorizer has the identity source method\.request\.path\.id/,
    ],
    [
      "an unknown context variable as identity source",
      requestAuthorizer({ IdentitySource: "context.identity.caller" }),
      /Authorizer has the identity source context\.identity\.caller/,
    ],
    [
      "a REQUEST authorizer with an expression, which AWS does not apply",
      requestAuthorizer({ AuthorizerResultTtlInSeconds: 0, IdentityValidationExpression: ".+" }),
      /Authorizer .*IdentityValidationExpression/,
    ],
    [
      "an authorizer of Cognito's",
      requestAuthorizer({ Type: "COGNITO_USER_POOLS" }),
      /Authorizer .*Type/,
    ],
    [
      "an unknown kind of resource",
      { Pipe: { Type: "AWS::Pipes::Pipe" } },
      /Pipe .*AWS::Pipes::Pipe/,
    ],
    ["IAM authorization", openMethod({ AuthorizationType: "AWS_IAM" }), /More .*AuthorizationType/],
    ["an API key", openMethod({ ApiKeyRequired: true }), /More .*ApiKeyRequired/],
    ["a request validator", openMethod({ RequestValidatorId: "v" }), /More .*RequestValidatorId/],
    ["an HTTP integration", integration({ Type: "HTTP" }), /More .*Integration/],
    [
      "a request template with logic",
      integration({ RequestTemplates: { "application/json": "#foreach($x in [1])#end" } }),
      /More has a template with #foreach/,
    ],
    [
      "a response template with logic",
      integration({
        IntegrationResponses: [
          { StatusCode: "200", ResponseTemplates: { "application/json": "$input.body" } },
        ],
      }),
      /More has a template/,
    ],
    [
      "an unknown context variable",
      {
        Custom: gatewayResponse("THROTTLED", 429, {
          ResponseTemplates: { "a/b": "$context.nope" },
        }),
      },
      /Custom .*context\.nope/,
    ],
    [
      "a header mapped from elsewhere",
      {
        Custom: gatewayResponse("THROTTLED", 429, {
          ResponseParameters: { "gatewayresponse.header.X": "stageVariables.x" },
        }),
      },
      /Custom .*stageVariables\.x/,
    ],
    [
      "templates for several media types",
      {
        Custom: gatewayResponse("THROTTLED", 429, { ResponseTemplates: { "a/b": "", "c/d": "" } }),
      },
      /Custom .*several media types/,
    ],
    [
      "a function that is not in it",
      { EchoFunction: { Type: "AWS::SNS::Topic" } },
      /EchoFunction\.Arn/,
    ],
    ["an API without a stage", { Stage: { Type: "AWS::IAM::Role" } }, /Api has 0 stages/],
    [
      "a validation expression of Java's",
      {
        Authorizer: {
          ...Object(testTemplate().Resources.Authorizer),
          Properties: {
            ...Object(testTemplate().Resources.Authorizer).Properties,
            IdentityValidationExpression: "(?<!x*)[a&&b]\\Q(",
          },
        },
      },
      /Authorizer has a validation expression/,
    ],
  ])("with %s is refused by name", async (_name, more, message) => {
    const refusal = await read(more).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartError);
    expect(refusal).toMatchObject({ message: expect.stringMatching(message) });
  });

  it("gives the functions that subscribe to an access log, and the log group of its stage", async () => {
    const stage = Object(testTemplate().Resources.Stage);
    const logArn = { "Fn::GetAtt": ["AccessLog", "Arn"] };
    const AccessLogSetting = { Format: "{}", DestinationArn: logArn };
    const { apis, logSubscriptions, functions } = await read({
      AccessLog: { Type: "AWS::Logs::LogGroup", Properties: {} },
      Stage: { ...stage, Properties: { ...stage.Properties, AccessLogSetting } },
      Refusals: subscription({ Ref: "AccessLog" }, { "Fn::GetAtt": ["EchoFunction", "Arn"] }),
    });
    const [{ logGroup, functionArn, matches } = {}] = logSubscriptions;
    expect(apis.map(({ accessLogGroup }) => accessLogGroup)).toContain(logGroup);
    expect(functions.has(functionArn ?? "")).toBe(true);
    expect([matches?.('{"reason":"expired"}'), matches?.('{"reason":"-"}')]).toEqual([true, false]);
  });

  it("is refused where an access log is delivered to anything but a function of it", async () => {
    const stream = "arn:aws:kinesis:us-east-1:000000000000:stream/x";
    await expect(read({ Refusals: subscription("access", stream) })).rejects.toThrow(StartError);
  });
});

function subscription(LogGroupName: unknown, DestinationArn: unknown) {
  const FilterPattern = '{ $.reason != "-" }';
  return {
    Type: "AWS::Logs::SubscriptionFilter",
    Properties: { LogGroupName, FilterPattern, DestinationArn },
  };
}
