import type { APIGatewayProxyEvent } from "aws-lambda";

/** Differences from a plain GET without an authorizer. */
export interface EventParts {
  readonly method?: string;
  readonly resource?: string;
  readonly pathParameters?: Record<string, string>;
  readonly query?: Record<string, string> | null;
  readonly headers?: Record<string, string>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly authorizer?: Record<string, unknown> | null;
}

/** A proxy event with the members that API Gateway gives to a function behind a REST API. */
export function proxyEvent(parts: EventParts = {}): APIGatewayProxyEvent {
  const { method = "GET", resource = "/v1/models" } = parts;
  return {
    httpMethod: method,
    resource,
    path: resource,
    headers: parts.headers ?? {},
    multiValueHeaders: {},
    queryStringParameters: parts.query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: parts.pathParameters ?? null,
    stageVariables: null,
    body: parts.body ?? null,
    isBase64Encoded: parts.isBase64Encoded ?? false,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      authorizer: parts.authorizer,
      httpMethod: method,
      identity: identityOf("192.0.2.1"),
      path: `/api${resource}`,
      protocol: "HTTP/1.1",
      requestId: "request-1",
      requestTimeEpoch: 1_800_000_000_000,
      resourceId: "resource",
      resourcePath: resource,
      stage: "api",
    },
  };
}

function identityOf(sourceIp: string): APIGatewayProxyEvent["requestContext"]["identity"] {
  return {
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
    sourceIp,
    user: null,
    userAgent: null,
    userArn: null,
  };
}
