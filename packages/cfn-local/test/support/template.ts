import type { TestTemplate } from "./assembly.ts";

/** A function whose code is the bundle of the same name, in lower case. */
export function lambdaFunction(bundle: string, extra: Record<string, unknown> = {}) {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      Code: {
        S3Bucket: { "Fn::Join": ["-", ["assets", { Ref: "AWS::AccountId" }]] },
        S3Key: `${bundle}.zip`,
      },
      Handler: "index.handler",
      Runtime: "nodejs24.x",
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      ...extra,
    },
  };
}

export function invocationUri(logicalId: string) {
  const path = ["lambda:path/2015-03-31/functions/", { "Fn::GetAtt": [logicalId, "Arn"] }];
  return {
    "Fn::Join": ["", ["arn:aws:apigateway:", { Ref: "AWS::Region" }, ":", ...path, "/invocations"]],
  };
}

export function resource(parent: unknown, pathPart: string) {
  return {
    Type: "AWS::ApiGateway::Resource",
    Properties: { RestApiId: { Ref: "Api" }, ParentId: parent, PathPart: pathPart },
  };
}

export const root = { "Fn::GetAtt": ["Api", "RootResourceId"] };

export function proxyMethod(resourceId: unknown, httpMethod: string, functionId: string) {
  return method(resourceId, httpMethod, {
    Type: "AWS_PROXY",
    IntegrationHttpMethod: "POST",
    Uri: invocationUri(functionId),
  });
}

export function mockMethod(resourceId: unknown, httpMethod: string, status: number) {
  return method(resourceId, httpMethod, {
    Type: "MOCK",
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": `{"statusCode":${status}}` },
    IntegrationResponses: [
      { StatusCode: String(status), ResponseTemplates: { "application/json": '{"error":"mock"}' } },
    ],
  });
}

function method(resourceId: unknown, httpMethod: string, integration: unknown) {
  return {
    Type: "AWS::ApiGateway::Method",
    Properties: {
      RestApiId: { Ref: "Api" },
      ResourceId: resourceId,
      HttpMethod: httpMethod,
      AuthorizationType: "NONE",
      Integration: integration,
    },
  };
}

/** The same method behind the authorizer of the template. */
export function guarded<T extends { Properties: object }>(method: T) {
  const guard = { AuthorizationType: "CUSTOM", AuthorizerId: { Ref: "Authorizer" } };
  return { ...method, Properties: { ...method.Properties, ...guard } };
}

export function gatewayResponse(
  type: string,
  status: number | undefined,
  extra: Record<string, unknown> = {},
) {
  return {
    Type: "AWS::ApiGateway::GatewayResponse",
    Properties: {
      RestApiId: { Ref: "Api" },
      ResponseType: type,
      ...(status !== undefined && { StatusCode: String(status) }),
      ResponseTemplates: { "application/json": `{"error":"${type}"}` },
      ...extra,
    },
  };
}

/**
 * One API with stage `api`: `GET /v1/echo` behind an authorizer, `ANY /open/{id}` without one, a
 * mock for the rest of `/mock`, and what the gateway needs besides.
 */
export function testTemplate(more: Readonly<Record<string, unknown>> = {}): TestTemplate {
  return {
    Resources: {
      Api: { Type: "AWS::ApiGateway::RestApi", Properties: { Name: "Test" } },
      V1: resource(root, "v1"),
      Echo: resource({ Ref: "V1" }, "echo"),
      EchoGet: guarded(proxyMethod({ Ref: "Echo" }, "GET", "EchoFunction")),
      Open: resource(root, "open"),
      OpenId: resource({ Ref: "Open" }, "{id}"),
      OpenAny: proxyMethod({ Ref: "OpenId" }, "ANY", "EchoFunction"),
      Mock: resource(root, "mock"),
      MockRest: resource({ Ref: "Mock" }, "{proxy+}"),
      MockAny: mockMethod({ Ref: "MockRest" }, "ANY", 404),
      Authorizer: {
        Type: "AWS::ApiGateway::Authorizer",
        Properties: {
          RestApiId: { Ref: "Api" },
          Name: "authorizer",
          Type: "TOKEN",
          IdentitySource: "method.request.header.Authorization",
          IdentityValidationExpression: "^[Bb][Ee][Aa][Rr][Ee][Rr] +[!-~]+$",
          AuthorizerResultTtlInSeconds: 0,
          AuthorizerUri: invocationUri("AuthorizerFunction"),
        },
      },
      Unauthorized: gatewayResponse("UNAUTHORIZED", 401, {
        ResponseParameters: { "gatewayresponse.header.WWW-Authenticate": "'Bearer'" },
      }),
      NotFound: gatewayResponse("MISSING_AUTHENTICATION_TOKEN", 404),
      Default4xx: gatewayResponse("DEFAULT_4XX", undefined),
      Default5xx: gatewayResponse("DEFAULT_5XX", 503),
      Deployment: {
        Type: "AWS::ApiGateway::Deployment",
        Properties: { RestApiId: { Ref: "Api" } },
      },
      Stage: {
        Type: "AWS::ApiGateway::Stage",
        Properties: {
          RestApiId: { Ref: "Api" },
          DeploymentId: { Ref: "Deployment" },
          StageName: "api",
        },
      },
      Role: { Type: "AWS::IAM::Role", Properties: {} },
      AuthorizerFunction: lambdaFunction("authorizer", { Timeout: 2 }),
      EchoFunction: lambdaFunction("echo", {
        Timeout: 1,
        Environment: { Variables: { TABLE_NAME: { Ref: "Table" } } },
      }),
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          AttributeDefinitions: [
            { AttributeName: "pk", AttributeType: "S" },
            { AttributeName: "sk", AttributeType: "S" },
          ],
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
          BillingMode: "PAY_PER_REQUEST",
          TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
        },
      },
      Token: {
        Type: "AWS::SecretsManager::Secret",
        Properties: { GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true } },
      },
      ...more,
    },
    Outputs: {
      OperatorTokenSecretArn: { Value: { Ref: "Token" } },
      TableName: { Value: { Ref: "Table" } },
    },
  };
}

/** Answers with the event it got; misbehaves if the path parameter says so. */
const echoBundle = `
let served = 0;
export const handler = async (event) => {
  served += 1;
  const behaviour = event.pathParameters?.id;
  if (behaviour === "throw") throw new Error("on purpose");
  if (behaviour === "hang") await new Promise(() => { setInterval(() => {}, 1000); });
  if (behaviour === "malformed") return { statusCode: 200, other: true };
  if (behaviour === "exit") process.exit(1);
  if (behaviour === "nothing") return { statusCode: 204, body: "" };
  return { statusCode: 200, body: JSON.stringify({ served, event }) };
};
`;

/** Allows, denies or fails as the token says. */
const authorizerBundle = `
export const handler = async ({ authorizationToken, methodArn }) => {
  const word = authorizationToken.split(" ").at(-1);
  if (word === "unauthorized") throw new Error("Unauthorized");
  if (word === "throw") throw new Error("other");
  if (word === "nested") return { ...allow(methodArn), context: { nested: {} } };
  return allow(methodArn, word === "deny" ? "Deny" : "Allow");
};
const allow = (Resource, Effect = "Allow") => ({
  principalId: "caller",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect, Resource }],
  },
  context: { number: 7, boolean: true, text: "t" },
});
`;

export const testBundles = { echo: echoBundle, authorizer: authorizerBundle };
