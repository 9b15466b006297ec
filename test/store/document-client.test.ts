import { createServer, type Server } from "node:net";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { createDocumentClient } from "../../functions/store/document-client.ts";

/** lib/constructs/functions.ts: then Lambda ends the function, and nobody gets to answer 503. */
const functionTimeoutMs = 10_000;
/** For what a use case does before and after the one call that hangs. */
const marginMs = 1_000;

/* Reach: a listener of its own on 127.0.0.1, which never says a word. */

const environment = { ...process.env };
let silence: Server;

beforeAll(async () => {
  silence = createServer(() => {});
  await new Promise<void>((resolve) => silence.listen(0, "127.0.0.1", resolve));
  const address = silence.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  Object.assign(process.env, {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${address.port}`,
  });
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
});

afterAll(() => {
  jest.useRealTimers();
  process.env = environment;
  silence.close();
});

it("gives up on a table that never answers while the function can still say so", async () => {
  const client = createDocumentClient();
  let fault: unknown;
  client
    .send(new GetCommand({ TableName: "table", Key: { pk: "a", sk: "b" } }))
    .catch((error: unknown) => {
      fault = error;
    });
  let waitedMs = 0;
  while (fault === undefined && waitedMs < 60_000) {
    // The line is a real one, and needs moments of its own before the clock may go on.
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    await jest.advanceTimersByTimeAsync(100);
    waitedMs += 100;
  }
  client.destroy();
  expect(fault).toMatchObject({ name: "TimeoutError" });
  expect(waitedMs).toBeLessThanOrEqual(functionTimeoutMs - marginMs);
});
