import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { OutcomeUnknownError } from "../../core/admission/outcome-unknown-error.ts";
import { errors } from "../../core/errors.ts";
import * as budgets from "../../core/time/budgets.ts";
import { type Deadline, withDeadline } from "../../core/time/deadline.ts";
import { HttpError } from "./http-error.ts";
import { logFault } from "./log.ts";
import { managementErrorResponse } from "./response.ts";

export type ManagementHandle = (
  event: APIGatewayProxyEvent,
  deadline: Deadline,
) => Promise<APIGatewayProxyResult>;

type Middleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** The chain that every function of the management API runs in. */
export function managementHandler(
  handle: ManagementHandle,
  budgetMs: number = budgets.managementMs,
) {
  // middy's own early time-out would answer and let the request go on behind the answer.
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(forbidStoring())
    .use(answerErrors())
    .handler((event, context) =>
      withDeadline(budgetMs, context, (deadline) => handle(event, deadline)),
    );
}

/** Answers about keys and accounts, errors too, are for the one who asked, now: no cache keeps them. */
export function forbidStoring(): Middleware {
  const forbid: NonNullable<Middleware["after"]> = ({ response }) => {
    if (response) response.headers = { ...response.headers, "Cache-Control": "no-store" };
  };
  // middy runs the last middleware's onError first, so the error has been answered by then.
  return { after: forbid, onError: forbid };
}

/**
 * Turns what is thrown into an answer. What a client did wrong is told; what went wrong here is
 * logged, and the client is told to come again: a fault is nothing that it could have sent.
 */
export function answerErrors(): Middleware {
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
