import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { FilterPattern } from "aws-cdk-lib/aws-logs";

/**
 * One line of JSON a request: an allow-list, in which nothing comes from a query, a body or a header but the
 * request id: "Clients can override the value in the x-amzn-RequestId header". The smoke test checks that a quote in it,
 * which would end the text in the line, does not arrive. No caller can set the extended one, for which AWS Support asks.
 *
 * Left out on purpose: `$context.path`, since a caller may put a key there by mistake, and
 * `$context.error.message`, which quotes the `Authorization` header when API Gateway takes it for
 * a broken AWS signature. What comes from an authorizer is the product's own: a verdict, a key's
 * public id, a user's subject in a form that needs no escaping, which API Gateway does not do. Every value is a string, as an absent one is logged as a bare `-`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    extendedRequestId: "$context.extendedRequestId",
    time: "$context.requestTimeEpoch",
    sourceIp: "$context.identity.sourceIp",
    method: "$context.httpMethod",
    resource: "$context.resourcePath",
    status: "$context.status",
    responseType: "$context.error.responseType",
    responseBytes: "$context.responseLength",
    latencyMs: "$context.responseLatency",
    principal: "$context.authorizer.principalId",
    verdict: "$context.authorizer.verdict",
    reason: "$context.authorizer.reason",
    keyId: "$context.authorizer.keyId",
    roundTrips: "$context.authorizer.roundTrips",
    contention: "$context.authorizer.contention",
    refusal: "$context.authorizer.code",
    authorizerStatus: "$context.authorizer.status",
    authorizerError: "$context.authorizer.error",
    authorizerLatencyMs: "$context.authorizer.latency",
    integrationStatus: "$context.integration.status",
    integrationError: "$context.integration.error",
    integrationLatencyMs: "$context.integration.latency",
  }),
);

/**
 * The lines that name a key and say why it was refused. API Gateway logs an absent value as `-`. The
 * key of an unknown one does not exist.
 */
export const refusalsOfKeys = FilterPattern.literal(
  '{ $.keyId != "-" && $.reason != "-" && $.reason != "unknown" }',
);
