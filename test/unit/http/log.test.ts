import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { awsErrorFrom, ConnectionError } from "../../../core/aws/aws-error.ts";
import { logFault } from "../../../functions/http/log.ts";

const canary = "canary-1c9e";
let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

function lineFor(error: unknown, fields: Record<string, string> = {}): string {
  logFault("something failed", error, fields);
  expect(log).toHaveBeenCalledTimes(1);
  return String(log.mock.calls[0]?.[0]);
}

describe("logFault", () => {
  it("writes one line of JSON", () => {
    const line = lineFor(new TypeError("two\nlines"), { requestId: "request-1" });
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      level: "error",
      message: "something failed",
      requestId: "request-1",
      fault: { name: "TypeError", message: "two\nlines" },
    });
  });

  it("tells the cause's message", () => {
    const error = new ConnectionError("failed", { cause: new Error("connect ECONNREFUSED") });
    expect(JSON.parse(lineFor(error)).fault).toMatchObject({ cause: "connect ECONNREFUSED" });
  });

  it("leaves out what else an error carries: properties, stack, causes of other kinds", () => {
    const error = Object.assign(new Error("failed", { cause: { token: canary } }), {
      config: { headers: { Authorization: canary } },
      token: canary,
    });
    error.stack = canary;
    expect(lineFor(error)).not.toContain(canary);
  });

  it.each([canary, [canary], { canary }, null, undefined])(
    "tells only the type of a thrown %j",
    (thrown) => {
      const line = lineFor(thrown);
      expect(line).not.toContain(canary);
      expect(JSON.parse(line).fault).toEqual({ name: typeof thrown });
    },
  );

  it("tells an AWS error's code and status, not the item that came with it", () => {
    const text = JSON.stringify({
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: { digest: { B: canary } },
    });
    const line = lineFor(awsErrorFrom(400, text));
    expect(line).toContain("ConditionalCheckFailedException (HTTP 400)");
    expect(line).not.toContain(canary);
  });

  it("does not tell the session token, which AWS repeats when a signature does not match", () => {
    const text = JSON.stringify({
      __type: "com.amazon.coral.service#InvalidSignatureException",
      message:
        "The request signature we calculated does not match the signature you provided.\n\n" +
        "The Canonical String for this request should have been\n'POST\n/\n\n" +
        `host:dynamodb.eu-west-1.amazonaws.com\nx-amz-security-token:${canary}\n'`,
    });
    expect(lineFor(awsErrorFrom(400, text))).not.toContain(canary);
  });
});
