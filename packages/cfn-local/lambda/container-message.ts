import * as z from "zod";

const fault = { errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) };

/** The first message of a worker: whether the bundle could be loaded. */
export const loadedMessage = z.discriminatedUnion("ready", [
  z.object({ ready: z.literal(true) }),
  z.object({ ready: z.literal(false), ...fault }),
]);

/** Every further one: a part of a streamed response, or how an event ended. */
export const answeredMessage = z.union([
  z.object({ chunk: z.instanceof(Uint8Array) }),
  z.object({ ok: z.literal(true), payload: z.string() }),
  z.object({ ok: z.literal(false), ...fault }),
]);

/** The message to the worker, with the event as JSON. */
export interface InvocationMessage {
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  /** Unix time in milliseconds at which the function runs out of time. */
  readonly deadlineMs: number;
  readonly payload: string;
}
