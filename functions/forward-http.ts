import { required } from "../core/aws/environment.ts";
import { createForwarder } from "./forward/forwarder.ts";
import { createHttpBackEnd, createHttpStream } from "./forward/http-back-end.ts";
import { createStreamingForwarder } from "./forward/streaming-forwarder.ts";

const url = required(process.env, "FORWARD_URL");
const timeoutMs = Number(required(process.env, "FORWARD_TIMEOUT_MS"));

export const handler = process.env.FORWARD_STREAMS
  ? createStreamingForwarder(createHttpStream({ url, timeoutMs }))
  : createForwarder(createHttpBackEnd({ url, timeoutMs }));
