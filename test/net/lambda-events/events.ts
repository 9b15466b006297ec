import { gzipSync } from "node:zlib";
import { marshall } from "@aws-sdk/util-dynamodb";
import { newEventItem } from "../../../core/store/event-item.ts";
import { type EventParts, proxyEvent } from "../../support/proxy-event.ts";

/* Events as AWS makes them. Each is a JSON value. */

export function authorizerEvent(headers: Record<string, string>, resource = "/v1/models") {
  const arn = "arn:aws:execute-api:us-east-1:123456789012:api/api/GET/v1/models";
  return {
    ...requestEvent({ headers, resource }),
    type: "REQUEST",
    methodArn: arn,
    multiValueQueryStringParameters: { cost: ["2"], scope: ["models:read"] },
  };
}

export function requestEvent({ headers = {}, ...parts }: EventParts) {
  const several = Object.entries(headers).map(([name, value]) => [name, [value]]);
  return {
    ...proxyEvent({ ...parts, headers }),
    multiValueHeaders: Object.fromEntries(several),
  };
}

/** As API Gateway hands on what the authorizer wrote. */
export const admittedContext = {
  statusCode: "200",
  verdict: "admitted",
  keyId: "3kTMd92x",
  accountId: "fuzzed",
  plan: "agency",
  rateLimitLimit: "60",
  rateLimitRemaining: "59",
  rateLimitReset: "1800000060",
  rateLimitPolicy: '"default";q=60;w=60',
  rateLimit: '"default";r=59;t=60',
};

export const operatorContext = { actor: "operator", roles: "admin" };

export function streamEvent(count: number) {
  const records = Array.from({ length: count }, (_, index) => {
    const item = newEventItem({
      id: `01K3ZK00000000000000${String(index).padStart(6, "0")}`,
      atEpochMs: 1_800_000_000_000 + index,
      action: "key.updated",
      accountId: "fuzzed",
      keyId: "3kTMd92x",
      changes: { name: { before: "a", after: "b" } },
      origin: {
        actor: { type: "operator", subject: undefined },
        sourceIp: "192.0.2.1",
        userAgent: undefined,
        requestId: "request-1",
      },
    });
    return {
      eventName: "INSERT",
      dynamodb: { SequenceNumber: String(index + 1), NewImage: marshall(item), Keys: {} },
    };
  });
  return JSON.parse(JSON.stringify({ Records: records }));
}

export function queueEvent(url: string, count: number) {
  const Records = Array.from({ length: count }, (_, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body: JSON.stringify({ url, event: { id: `event-${index}`, action: "key.updated" } }),
    attributes: { ApproximateReceiveCount: "1" },
  }));
  return { Records };
}

export function logEvent(keyId: string) {
  const line = { time: String(Date.now()), requestId: "request-1", keyId, reason: "limit" };
  return logDelivery({
    messageType: "DATA_MESSAGE",
    logStream: "stream",
    logEvents: [{ id: "1", message: JSON.stringify(line) }],
  });
}

export function logDelivery(content: unknown) {
  return { awslogs: { data: gzipSync(JSON.stringify(content)).toString("base64") } };
}
