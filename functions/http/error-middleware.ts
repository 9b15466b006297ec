import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { OutcomeUnknownError } from "../../core/admission/outcome-unknown-error.ts";
import { errors } from "./errors.ts";
import { HttpError } from "./http-error.ts";
import { logFault } from "./log.ts";
import { managementErrorResponse } from "./response.ts";

/**
 * The one place that turns errors into answers. What a client did wrong is told; what went wrong
 * here is logged, and the client is told to come again: a fault is nothing that it could have sent.
 */
export function answerErrors(): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const { error, event } = request;
      if (error instanceof HttpError) {
        request.response = managementErrorResponse(error.publicError);
        return;
      }
      logFault("a management call failed", error, {
        requestId: event.requestContext.requestId,
        route: `${event.httpMethod} ${event.resource}`,
      });
      const publicError =
        error instanceof OutcomeUnknownError ? errors.outcomeUnknown : errors.unavailable;
      request.response = managementErrorResponse(publicError, { "Retry-After": "1" });
    },
  };
}
