import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Invoke } from "../../gateway/invoke.ts";
import { serveLambdaApi } from "../../services/lambda-api.ts";
import type { LocalServer } from "../../services/serve-locally.ts";

const known = "arn:aws:lambda:us-east-1:000000000000:function:Test-Known";

/** Answers as the event says, and remembers what it was called with. */
const calls: string[] = [];
const invoke: Invoke = async (arn, payload, _patienceMs, onChunk) => {
  if (arn !== known) throw new Error(`There is no function ${arn}.`);
  calls.push(payload);
  const { parts = [], fails } = JSON.parse(payload);
  if (fails === "too-large" || fails === "abandoned") return { kind: fails };
  if (onChunk) for (const part of parts) onChunk(Buffer.from(part));
  if (fails) return { kind: "failed", errorType: "TypeError", errorMessage: "bad" };
  return { kind: "returned", payload: onChunk ? "" : `"${parts.join("")}"` };
};

let server: LocalServer;
let client: LambdaClient;
let isReady = false;

beforeAll(async () => {
  server = await serveLambdaApi(() => (isReady ? invoke : undefined));
  client = new LambdaClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

const send = async (event: object, FunctionName = known) => {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { Payload, FunctionError } = await client.send(command);
  return { payload: JSON.parse(Payload?.transformToString() ?? ""), error: FunctionError };
};

async function stream(event: object) {
  const Payload = JSON.stringify(event);
  const command = new InvokeWithResponseStreamCommand({ FunctionName: known, Payload });
  const { EventStream = [] } = await client.send(command);
  const parts: string[] = [];
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    if (PayloadChunk) parts.push(Buffer.from(PayloadChunk.Payload ?? []).toString());
    if (InvokeComplete) return { parts, error: InvokeComplete.ErrorCode };
  }
  return { parts, error: "no end" };
}

describe("Lambda's API, by AWS's own client", () => {
  it("knows nothing before the functions are there", async () => {
    await expect(send({})).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    isReady = true;
  });

  it("invokes a function by its ARN with the event as it came", async () => {
    const event = { parts: ["ünï", "code"] };
    expect(await send(event)).toEqual({ payload: "ünïcode", error: undefined });
    expect(calls.at(-1)).toBe(JSON.stringify(event));
  });

  it("tells that a function failed, and how", async () => {
    expect(await send({ fails: "throws" })).toEqual({
      payload: { errorType: "TypeError", errorMessage: "bad" },
      error: "Unhandled",
    });
  });

  it.each([
    ["a function that there is not", {}, "arn:aws:lambda:none", "ResourceNotFoundException"],
    ["a request that is too large", { fails: "too-large" }, known, "RequestTooLargeException"],
    ["a function without an end", { fails: "abandoned" }, known, "ServiceException"],
  ])("refuses %s", async (_, event, arn, name) => {
    await expect(send(event, arn)).rejects.toMatchObject({ name });
  });

  it("knows no other operation", async () => {
    const response = await fetch(`${server.url}/2015-03-31/functions`);
    expect(response.status).toBe(404);
    expect(response.headers.get("x-amzn-errortype")).toBe("ResourceNotFoundException");
  });

  it("streams a response in its parts, to its end", async () => {
    const parts = ["one", "x".repeat(100_000), "ünï"];
    expect(await stream({ parts })).toEqual({ parts, error: undefined });
    expect(await stream({})).toEqual({ parts: [], error: undefined });
  });

  it("tells at the end of a stream that the function failed", async () => {
    expect(await stream({ parts: ["one"], fails: "throws" })).toEqual({
      parts: ["one"],
      error: "Unhandled",
    });
    await expect(stream({ fails: "too-large" })).rejects.toMatchObject({
      name: "RequestTooLargeException",
    });
  });
});
