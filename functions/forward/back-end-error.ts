import type { PublicError } from "../../core/api-errors.ts";

/** A back end that did not answer as it should, and what the caller is told of it. */
export class BackEndError extends Error {
  override readonly name = "BackEndError";
  readonly answer: Pick<PublicError, "status" | "message">;
  readonly isBusy: boolean;

  constructor(reason: string, answer: Pick<PublicError, "status" | "message">, cause?: unknown) {
    super(reason, { cause });
    this.answer = answer;
    this.isBusy = answer.status === 503;
  }
}

export const badRequest = { status: 400, message: "Bad request" } as const;
export const tooLarge = { status: 413, message: "Request body too large" } as const;
export const badGateway = { status: 502, message: "Bad gateway" } as const;
export const busy = { status: 503, message: "Service temporarily unavailable" } as const;
export const gatewayTimeout = { status: 504, message: "Gateway timeout" } as const;

export function timedOut(timeoutMs: number): BackEndError {
  return new BackEndError(`no answer came within ${timeoutMs} ms`, gatewayTimeout);
}

/** Any other error is the back end's fault. */
export function faultOf(error: unknown): BackEndError {
  if (error instanceof BackEndError) return error;
  return new BackEndError("the back end could not be called", badGateway, error);
}
