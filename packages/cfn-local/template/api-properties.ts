import * as z from "zod";

/*
 * The properties of API Gateway resources that this gateway either acts on or may safely ignore.
 * Objects are strict: a property that is not listed changes what AWS would answer, or is new, so
 * the gateway refuses to start until someone has decided what it means here.
 */

/** Has no bearing on an answer: names, tags, logs, metrics and where the endpoint lives. */
const ignored = z.unknown().optional();

const statusCode = z.coerce.number().int().min(100).max(599);
const headerMappings = z.record(z.string(), z.string()).default({});
const templates = z.record(z.string(), z.string()).default({});

export const restApiProperties = z.strictObject({
  BinaryMediaTypes: z.array(z.string()).default([]),
  ApiKeySourceType: z.literal("HEADER").optional(),
  MinimumCompressionSize: z.int().min(0).max(10_485_760).optional(),
  Name: z.string().optional(),
  Description: ignored,
  EndpointConfiguration: ignored,
  SecurityPolicy: ignored,
  EndpointAccessMode: ignored,
  Tags: ignored,
});

export const resourceProperties = z.strictObject({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
});

/** Settings of a method, or of every method without its own. Metrics and logs change no answer. */
const methodSetting = z.strictObject({
  HttpMethod: z.string(),
  ResourcePath: z.string(),
  ThrottlingRateLimit: z.number().positive().optional(),
  ThrottlingBurstLimit: z.int().positive().optional(),
  CachingEnabled: z.literal(false).optional(),
  DataTraceEnabled: ignored,
  LoggingLevel: ignored,
  MetricsEnabled: ignored,
});

export const stageProperties = z.strictObject({
  RestApiId: z.string(),
  StageName: z.string(),
  DeploymentId: z.string(),
  Variables: z.record(z.string(), z.string()).optional(),
  MethodSettings: z.array(methodSetting).default([]),
  AccessLogSetting: z
    .strictObject({ Format: z.string(), DestinationArn: z.string().optional() })
    .optional(),
  TracingEnabled: ignored,
  Description: ignored,
  Tags: ignored,
});

const commonAuthorizerProperties = {
  RestApiId: z.string(),
  // "If this field is not set, the default value is 300. The maximum value is 3600":
  // https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
  AuthorizerResultTtlInSeconds: z.number().int().min(0).max(3600).default(300),
  AuthorizerUri: z.string(),
  AuthorizerCredentials: ignored,
  Name: ignored,
};

const tokenAuthorizer = z.strictObject({
  ...commonAuthorizerProperties,
  Type: z.literal("TOKEN"),
  IdentitySource: z.string().regex(/^method\.request\.header\.[\w.-]+$/),
  IdentityValidationExpression: z.string().optional(),
});

/** "The ValidationExpression does not apply to the REQUEST authorizer", so one with it is refused. */
const requestAuthorizer = z.strictObject({
  ...commonAuthorizerProperties,
  Type: z.literal("REQUEST"),
  IdentitySource: z.string().default(""),
});

export const authorizerProperties = z.discriminatedUnion("Type", [
  tokenAuthorizer,
  requestAuthorizer,
]);

export const gatewayResponseProperties = z.strictObject({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: statusCode.optional(),
  ResponseParameters: headerMappings,
  ResponseTemplates: templates,
});

const integrationResponse = z.strictObject({
  StatusCode: statusCode,
  SelectionPattern: z.string().optional(),
  ResponseParameters: headerMappings,
  ResponseTemplates: templates,
});

const mockIntegration = z.strictObject({
  Type: z.literal("MOCK"),
  PassthroughBehavior: z
    .enum(["NEVER", "WHEN_NO_TEMPLATES", "WHEN_NO_MATCH"])
    .default("WHEN_NO_MATCH"),
  RequestTemplates: templates,
  IntegrationResponses: z.array(integrationResponse).default([]),
  IntegrationHttpMethod: ignored,
  TimeoutInMillis: ignored,
});

const proxyIntegration = z.strictObject({
  Type: z.literal("AWS_PROXY"),
  Uri: z.string(),
  // Lambda is invoked by POST whatever the client's method; with anything else every call fails.
  IntegrationHttpMethod: z.literal("POST"),
  TimeoutInMillis: z.number().int().min(50).max(900_000).default(29_000),
  ResponseTransferMode: z.enum(["BUFFERED", "STREAM"]).default("BUFFERED"),
  Credentials: ignored,
  PassthroughBehavior: ignored,
});

export const methodProperties = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.enum(["NONE", "CUSTOM"]),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.literal(false).optional(),
  Integration: z.discriminatedUnion("Type", [mockIntegration, proxyIntegration]),
  // Without a request validator, which is refused, these only document the method.
  RequestParameters: ignored,
  RequestModels: ignored,
  MethodResponses: ignored,
  OperationName: ignored,
});

export type AuthorizerProperties = z.infer<typeof authorizerProperties>;
export type MockIntegrationProperties = z.infer<typeof mockIntegration>;
export type GatewayResponseProperties = z.infer<typeof gatewayResponseProperties>;
