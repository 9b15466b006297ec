import {
  InvokeCommand,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { required } from "../core/aws/environment.ts";
import { createForwarder } from "./forward/forwarder.ts";
import { createLambdaBackEnd } from "./forward/lambda-back-end.ts";
import { createLambdaStream, type StreamEvent } from "./forward/lambda-stream.ts";
import { createStreamingForwarder } from "./forward/streaming-forwarder.ts";

// A second attempt would run the function twice.
const client = new LambdaClient({ maxAttempts: 1 });
const FunctionName = required(process.env, "FORWARD_FUNCTION_ARN");
const timeoutMs = Number(required(process.env, "FORWARD_TIMEOUT_MS"));

const backEnd = createLambdaBackEnd(async (payload, abortSignal) => {
  const command = new InvokeCommand({ FunctionName, Payload: Buffer.from(payload) });
  const { Payload, FunctionError } = await client.send(command, { abortSignal });
  return { payload: Payload?.transformToString() ?? "", functionError: FunctionError };
}, timeoutMs);

async function* invokeStreaming(
  payload: string,
  abortSignal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const Payload = Buffer.from(payload);
  const command = new InvokeWithResponseStreamCommand({ FunctionName, Payload });
  const { EventStream = [] } = await client.send(command, { abortSignal });
  for await (const { PayloadChunk, InvokeComplete } of EventStream) {
    if (PayloadChunk?.Payload) yield { chunk: PayloadChunk.Payload };
    if (InvokeComplete) yield { functionError: InvokeComplete.ErrorCode };
  }
}

const streaming = createLambdaStream(
  async (payload, signal) => invokeStreaming(payload, signal),
  timeoutMs,
);

export const handler = process.env.FORWARD_STREAMS
  ? createStreamingForwarder(streaming)
  : createForwarder(backEnd);
