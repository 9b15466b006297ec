import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { Caller } from "../../core/admission/verdict.ts";
import { logFault } from "../http/log.ts";
import { errorResponse } from "../http/response.ts";
import { type ProxyHandler, withVerdict } from "../http/with-verdict.ts";
import { BackEndError, badGateway } from "./back-end-error.ts";

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
      const fault =
        error instanceof BackEndError
          ? error
          : new BackEndError("the back end could not be called", badGateway, error);
      logFault(fault.message, fault, {
        requestId: event.requestContext.requestId,
        route: `${event.httpMethod} ${event.resource}`,
      });
      return errorResponse(fault.answer, fault.isBusy ? { "Retry-After": "1" } : {});
    }
  });
}
