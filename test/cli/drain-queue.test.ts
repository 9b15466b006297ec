import { expect, it } from "@jest/globals";
import * as z from "zod";
import { openReplayQueue } from "../../cli/restore/drain-queue.ts";
import { startJsonServer } from "../support/json-server.ts";

/* Reach: the SDK's own client of SQS, and a queue on 127.0.0.1 that says what it was asked. */

const pollSchema = z.object({ VisibilityTimeout: z.number(), WaitTimeSeconds: z.number() });

it("sees what an interrupted run had received before it takes the queue for empty", async () => {
  const server = await startJsonServer([{ status: 200, body: "{}" }]);
  const queue = await openReplayQueue(
    {
      name: "stage prod",
      isLocal: false,
      outputs: new Map(),
      apiUrl: "",
      aws: {
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
        endpoints: { sqs: server.endpoint.href },
      },
    },
    new URL("/000000000000/replay", server.endpoint).href,
  );
  await queue.receive();
  await server.stop();
  const { VisibilityTimeout, WaitTimeSeconds } = pollSchema.parse(
    JSON.parse(server.requests[0]?.body ?? ""),
  );
  // Two empty answers end it.
  expect(VisibilityTimeout).toBeLessThan(2 * WaitTimeSeconds);
});
