import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { logFault } from "../http/log.ts";
import { requestOf } from "../http/obey-verdict.ts";
import { errorResponse } from "../http/response.ts";
import { type ProxyHandler, withVerdict } from "../http/with-verdict.ts";
import { BackEndError, badGateway, faultOf } from "./back-end-error.ts";

/** Takes an admitted request to a back end. Rejects with BackEndError if no good answer came. */
export type BackEnd = (
  event: APIGatewayProxyEvent,
  caller: Caller,
) => Promise<APIGatewayProxyResult>;

/**
 * "Invocation payload (request and response): 6 MB each": AWS Lambda quotas. The payload is the response
 * as JSON, in which quotes and line breaks take two bytes. The verdict's headers need some room.
 */
const greatestResponseBytes = 6 * 1024 * 1024 - 64 * 1024;

/** A function that obeys the verdict, and has a back end answer what was admitted. */
export function createForwarder(callBackEnd: BackEnd): ProxyHandler {
  return withVerdict(async (event, caller) => {
    try {
      const response = await callBackEnd(event, caller);
      if (Buffer.byteLength(JSON.stringify(response)) <= greatestResponseBytes) return response;
      throw new BackEndError("the back end's response is over 6 MB", badGateway);
    } catch (error) {
      return answerFault(error, event);
    }
  });
}

/** Logs why no good answer came, and makes the caller's. */
export function answerFault(error: unknown, event: APIGatewayProxyEvent): APIGatewayProxyResult {
  const fault = faultOf(error);
  logFault(fault.message, fault, requestOf(event));
  return errorResponse(fault.answer, fault.isBusy ? { "Retry-After": "1" } : {});
}
