import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { AwsError, ConnectionError } from "../../core/aws/aws-error.ts";
import { createJsonService, type JsonServiceOptions } from "../../core/aws/json-service.ts";
import type { Sign } from "../../core/aws/sign.ts";
import { Deadline, DeadlineError } from "../../core/time/deadline.ts";
import { ample, TestClock } from "../support/deadlines.ts";
import { type CannedResponse, type JsonServer, startJsonServer } from "../support/json-server.ts";

/* Reach: an HTTP server of this test's own on 127.0.0.1. */

let server: JsonServer | undefined;

afterEach(async () => {
  jest.useRealTimers();
  await server?.stop();
  server = undefined;
});

/** Time passes for timers only as the test says; the line to the server is a real one all the same. */
function stopTime() {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  return { pass: (ms: number) => jest.advanceTimersByTimeAsync(ms) };
}

async function received({ requests }: JsonServer): Promise<void> {
  while (requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

function signWith(signature: () => string): Sign {
  return ({ endpoint, target, contentType }) => ({
    host: endpoint.host,
    "content-type": contentType,
    "x-amz-target": target,
    authorization: signature(),
  });
}

/** A call to a server that gives these answers in turn, the last one for good. */
async function callTo(
  answers: readonly CannedResponse[],
  options: Partial<JsonServiceOptions> = {},
) {
  server = await startJsonServer(answers);
  const { call } = createJsonService({
    endpoint: server.endpoint,
    targetPrefix: "DynamoDB_20120810",
    jsonVersion: "1.0",
    sign: signWith(() => "signed"),
    attemptTimeoutMs: 2_000,
    random: () => 0,
    ...options,
  });
  return { call, server };
}

const ok: CannedResponse = { status: 200, body: '{"Attributes":{}}' };
const failure = (status: number, type: string): CannedResponse => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` }),
});

describe("a call", () => {
  it("is one signed POST of AWS JSON, and gives the parsed answer", async () => {
    const { call, server } = await callTo([ok]);
    expect(await call("UpdateItem", { TableName: "é" }, ample)).toEqual({ Attributes: {} });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: "POST",
      url: "/",
      body: '{"TableName":"é"}',
      headers: {
        authorization: "signed",
        "content-type": "application/x-amz-json-1.0",
        "content-length": "18",
        "x-amz-target": "DynamoDB_20120810.UpdateItem",
      },
    });
  });

  it("keeps its connection for the next one", async () => {
    const { call, server } = await callTo([ok]);
    for (let calls = 0; calls < 5; calls++) await call("UpdateItem", {}, ample);
    expect(server.connectionCount()).toBe(1);
  });

  it("opens another connection where the server has closed the one that it kept", async () => {
    const random = jest.fn(() => 1);
    const { call, server } = await callTo([ok], { random });
    await call("UpdateItem", {}, ample);
    await server.hangUp();
    expect(await call("UpdateItem", {}, ample)).toEqual({ Attributes: {} });
    expect([server.connectionCount(), server.requests.length]).toEqual([2, 2]);
    expect(random).not.toHaveBeenCalled();
  });

  it("keeps its connection after an error answer too", async () => {
    const { call, server } = await callTo([failure(400, "ValidationException")]);
    for (let calls = 0; calls < 3; calls++) await call("UpdateItem", {}, ample).catch(() => {});
    expect(server.connectionCount()).toBe(1);
  });
});

describe("a call is tried again", () => {
  it.each([
    ["500", failure(500, "InternalServerError")],
    ["503 without JSON", { status: 503, body: "<html></html>" }],
    ["throttling", failure(400, "ThrottlingException")],
    ["too much throughput", failure(400, "ProvisionedThroughputExceededException")],
    ["a transaction under way", failure(400, "TransactionConflictException")],
    ["a connection reset before the answer", "reset"],
    ["an answer that breaks off", "break-off"],
  ] as const)("after %s, signed anew", async (_, answer) => {
    let signatures = 0;
    const { call, server } = await callTo([answer, ok], {
      sign: signWith(() => `signature ${++signatures}`),
    });
    expect(await call("UpdateItem", {}, ample)).toEqual({ Attributes: {} });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "signature 1",
      "signature 2",
    ]);
  });

  it("after an attempt without an answer", async () => {
    const { call, server } = await callTo(["silence", ok]);
    const time = stopTime();
    const answer = call("UpdateItem", {}, new Deadline(5_000));
    await received(server);
    await time.pass(2_000);
    // The pause before the second attempt, which is none.
    await time.pass(1);
    expect(await answer).toEqual({ Attributes: {} });
    expect(server.requests).toHaveLength(2);
  });

  it("at once where the server had closed a kept connection, since nothing is overloaded", async () => {
    const random = jest.fn(() => 1);
    const { call, server } = await callTo([ok, "reset", ok], { random });
    await call("UpdateItem", {}, ample);
    expect(await call("UpdateItem", {}, ample)).toEqual({ Attributes: {} });
    expect(random).not.toHaveBeenCalled();
    expect(server.requests).toHaveLength(3);
  });

  it.each(["reset", "break-off"] as const)(
    "after a pause where a %s is no sign of a connection that was idle for too long",
    async (answer) => {
      const random = jest.fn(() => 0);
      const answers = answer === "reset" ? ([answer, ok] as const) : ([ok, answer, ok] as const);
      const { call } = await callTo(answers, { random });
      for (let calls = 1; calls < answers.length; calls++) await call("UpdateItem", {}, ample);
      expect(random).toHaveBeenCalledTimes(1);
    },
  );

  it("four times in all, and then fails with what the service said", async () => {
    const { call, server } = await callTo([failure(400, "ThrottlingException")]);
    await expect(call("UpdateItem", {}, ample)).rejects.toMatchObject({
      code: "ThrottlingException",
    });
    expect(server.requests).toHaveLength(4);
  });
});

describe("a call is not tried again", () => {
  it.each([
    "ConditionalCheckFailedException",
    "ValidationException",
    "AccessDeniedException",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
  ])("after %s", async (type) => {
    const { call, server } = await callTo([failure(400, type), ok]);
    await expect(call("UpdateItem", {}, ample)).rejects.toMatchObject({ code: type, status: 400 });
    expect(server.requests).toHaveLength(1);
  });

  it("where it could not be signed", async () => {
    const { call, server } = await callTo([ok], {
      sign: () => {
        throw new Error("environment variable AWS_ACCESS_KEY_ID is not set");
      },
    });
    await expect(call("UpdateItem", {}, ample)).rejects.toThrow("AWS_ACCESS_KEY_ID");
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    [69, 1],
    [70, 2],
  ])(
    "where the pause and 20 ms for an attempt would outlast the deadline: %i ms",
    async (ms, sent) => {
      const { call, server } = await callTo([failure(500, "InternalServerError"), ok], {
        random: () => 1,
      });
      // The answer may take longer than so many real milliseconds.
      stopTime();
      await call("UpdateItem", {}, new Deadline(ms, new TestClock())).catch((error: unknown) => {
        expect(error).toMatchObject({ status: 500 });
      });
      expect(server.requests).toHaveLength(sent);
    },
  );
});

describe("a call of a container that was frozen", () => {
  it("is not tried again once its time is up", async () => {
    const clock = new TestClock();
    const { call, server } = await callTo([failure(500, "InternalServerError"), ok], {
      random() {
        // After the pause has been decided upon.
        queueMicrotask(() => {
          clock.nowMs = 60_000;
        });
        return 0;
      },
    });
    const answer = call("UpdateItem", {}, new Deadline(5_000, clock));
    await expect(answer).rejects.toMatchObject({ status: 500 });
    expect(server.requests).toHaveLength(1);
  });
});

describe("a call that gets no answer", () => {
  it.each(["silence", "stall"] as const)(
    "ends with its deadline, whatever an attempt might still take: %s",
    async (answer) => {
      const { call, server } = await callTo([answer], { attemptTimeoutMs: 60_000 });
      const time = stopTime();
      const deadline = new Deadline(5_000);
      const fault = call("UpdateItem", {}, deadline).catch((error: unknown) => error);
      await received(server);
      await time.pass(4_999);
      expect(await Promise.race([fault, "under way"])).toBe("under way");
      await time.pass(1);
      expect(await fault).toBeInstanceOf(ConnectionError);
      expect(server.requests).toHaveLength(1);
    },
  );

  it("is not begun where there is no time for it", async () => {
    const { call, server } = await callTo([ok]);
    await expect(call("UpdateItem", {}, new Deadline(5))).rejects.toBeInstanceOf(DeadlineError);
    expect(server.requests).toHaveLength(0);
  });

  it("ends with its request's answer, and its connection with it", async () => {
    const { call, server } = await callTo(["silence", ok], { attemptTimeoutMs: 60_000 });
    const deadline = new Deadline(60_000);
    const answered = call("UpdateItem", {}, deadline);
    await received(server);
    deadline.end();
    await expect(answered).rejects.toThrow("given up");
    expect(server.requests).toHaveLength(1);
    expect(await call("UpdateItem", {}, ample)).toEqual({ Attributes: {} });
    expect(server.connectionCount()).toBe(2);
  });

  it("is a connection error where nobody listens", async () => {
    const { call, server: stopped } = await callTo([ok]);
    await stopped.stop();
    await expect(call("UpdateItem", {}, ample)).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe("an answer", () => {
  it("of a failed condition keeps the item that it brings", async () => {
    const body = JSON.stringify({
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      message: "The conditional request failed",
      Item: { n: { N: "7" } },
    });
    const { call } = await callTo([{ status: 400, body }]);
    const error: unknown = await call("UpdateItem", {}, ample).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({ details: { Item: { n: { N: "7" } } } });
  });

  it("that is cut into pieces within a character is put together", async () => {
    const { call } = await callTo([{ status: 200, body: '{"name":"Zoë"}', isSplit: true }]);
    expect(await call("GetItem", {}, ample)).toEqual({ name: "Zoë" });
  });

  // V8's own message about malformed JSON quotes it, and a secret's answer holds the secret.
  it.each(["canary", '{"SecretString":canary}', '{"SecretString":"canary', "<html>canary</html>"])(
    "of success that is not JSON (%j) is one of the two documented errors and quotes nothing of it",
    async (body) => {
      const { call } = await callTo([{ status: 200, body }]);
      const error: unknown = await call("GetSecretValue", {}, ample).catch(
        (thrown: unknown) => thrown,
      );
      expect(error instanceof ConnectionError || error instanceof AwsError).toBe(true);
      expect(String(error)).not.toContain("canary");
    },
  );
});
