import { describe, expect, it } from "@jest/globals";
import { awsErrorFrom, ConnectionError } from "../../../../core/aws/aws-error.ts";

const error = (type: string, status = 400) =>
  awsErrorFrom(status, JSON.stringify({ __type: type }));

describe("an error answer of AWS", () => {
  it.each([
    ["ThrottlingException"],
    ["com.amazonaws.dynamodb.v20120810#ThrottlingException"],
    ["ThrottlingException:http://internal.amazon.com/coral/com.amazon.coral.service/"],
    ["com.amazon#ThrottlingException:http://internal.amazon.com/coral/com.amazon.coral.service/"],
  ])("is known by its bare code, of %j", (type) => {
    expect(error(type)).toMatchObject({ code: "ThrottlingException", status: 400 });
  });

  it.each([
    ["no text", ""],
    ["HTML", "<html>Service Unavailable</html>"],
    ["null", "null"],
    ["a number", "5"],
    ["no type", "{}"],
    ["a type that is no text", '{"__type":5}'],
  ])("is an unknown one with %s", (_, text) => {
    expect(awsErrorFrom(503, text)).toMatchObject({ code: "UnknownError", status: 503 });
  });

  it("keeps its members, such as the item of a failed condition", () => {
    const text = '{"__type":"x#ConditionalCheckFailedException","Item":{"n":{"N":"1"}}}';
    expect(awsErrorFrom(400, text).details.Item).toEqual({ n: { N: "1" } });
  });

  it.each([
    ["message", "no such table", "X (HTTP 400): no such table"],
    ["Message", "no such table", "X (HTTP 400): no such table"],
    // After its first line AWS repeats the request, with the session token in it.
    ["message", "does not match\nx-amz-security-token:canary", "X (HTTP 400): does not match"],
    ["message", "x".repeat(201), `X (HTTP 400): ${"x".repeat(200)}`],
    ["message", 5, "X (HTTP 400)"],
    ["other", "text", "X (HTTP 400)"],
  ])("is told with the first line of its %s, shortened: %#", (member, value, told) => {
    expect(awsErrorFrom(400, JSON.stringify({ __type: "X", [member]: value })).message).toBe(told);
  });

  it("may be tried again after throttling, a conflict or a 5xx", () => {
    const retryable = [
      "ItemCollectionSizeLimitExceededException",
      "LimitExceededException",
      "ProvisionedThroughputExceededException",
      "RequestLimitExceeded",
      "ThrottledException",
      "ThrottlingException",
      "TooManyRequestsException",
      "TransactionConflictException",
      "TransactionInProgressException",
    ];
    for (const code of retryable) expect(error(code).isRetryable).toBe(true);
    for (const status of [500, 502, 503, 504]) expect(error("Any", status).isRetryable).toBe(true);
    expect(new ConnectionError("reset").isRetryable).toBe(true);
  });

  it("of a connection keeps its cause, and is of a stale one only where that is said", () => {
    const cause = new Error("reset");
    expect(new ConnectionError("failed", { cause })).toMatchObject({ cause, isStale: false });
    expect(new ConnectionError("failed", { isStale: true }).isStale).toBe(true);
    expect(new ConnectionError("failed").isStale).toBe(false);
  });

  it("is final otherwise", () => {
    const final = [
      "ConditionalCheckFailedException",
      "ValidationException",
      "ResourceNotFoundException",
      "AccessDeniedException",
      "UnrecognizedClientException",
      "ExpiredTokenException",
      "UnknownError",
      "",
    ];
    for (const code of final) expect(error(code).isRetryable).toBe(false);
  });
});
