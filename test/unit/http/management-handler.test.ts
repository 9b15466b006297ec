import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { OutcomeUnknownError } from "../../../core/admission/outcome-unknown-error.ts";
import { errors } from "../../../core/errors.ts";
import { HttpError } from "../../../functions/http/http-error.ts";
import { answerErrors, forbidStoring } from "../../../functions/http/management-handler.ts";
import { jsonResponse } from "../../../functions/http/response.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const json = { "Content-Type": "application/json" };
let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

/** The chain of the management function around one use case. */
async function answerTo(useCase: () => Promise<APIGatewayProxyResult>) {
  const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(forbidStoring())
    .use(answerErrors())
    .handler(useCase);
  return handler(proxyEvent({ method: "POST", resource: "/manage/v1/x" }), context);
}

describe("the management function's chain", () => {
  it("forbids every cache to keep an answer, and leaves it otherwise alone", async () => {
    expect(await answerTo(async () => jsonResponse(201, { a: 1 }, { "X-Other": "1" }))).toEqual({
      statusCode: 201,
      headers: { ...json, "X-Other": "1", "Cache-Control": "no-store" },
      body: '{"a":1}',
    });
  });

  it("tells a client what it did wrong, byte for byte, and logs nothing", async () => {
    const answer = await answerTo(async () => {
      throw new HttpError(errors.activeKeyLimitReached);
    });
    expect(answer).toMatchObject({
      statusCode: 409,
      headers: json,
      body: '{"error":"Active key limit reached","code":"active_key_limit_reached"}',
    });
    expect(log).not.toHaveBeenCalled();
  });

  it.each([new Error("canary"), new TypeError("canary"), "canary", undefined, null, 0])(
    "answers a fault (%j) with 503 and Retry-After, telling nothing of it",
    async (fault) => {
      const answer = await answerTo(async () => {
        throw fault;
      });
      expect(answer).toMatchObject({
        statusCode: 503,
        headers: { ...json, "Retry-After": "1" },
        body: '{"error":"Service temporarily unavailable","code":"unavailable"}',
      });
    },
  );

  it("says of a change that may have been made that it may, and what to do", async () => {
    const answer = await answerTo(async () => {
      throw new OutcomeUnknownError("canary");
    });
    expect(answer).toMatchObject({ statusCode: 503, headers: { "Retry-After": "1" } });
    expect(JSON.parse(answer.body)).toEqual({
      error: expect.stringMatching(/may have been made.*Idempotency-Key/),
      code: "outcome_unknown",
    });
  });

  it("logs a fault with the request's id and route", async () => {
    await answerTo(async () => {
      throw new Error("table out of reach");
    });
    expect(log).toHaveBeenCalledTimes(1);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
      requestId: "request-1",
      route: "POST /manage/v1/x",
      fault: { message: "table out of reach" },
    });
  });
});

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: "management",
  functionVersion: "1",
  invokedFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:management",
  memoryLimitInMB: "256",
  awsRequestId: "invocation-1",
  logGroupName: "management",
  logStreamName: "1",
  getRemainingTimeInMillis: () => 10_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};
