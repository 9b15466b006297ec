import middy, { type MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { OutcomeUnknownError } from "../../core/admission/outcome-unknown-error.ts";
import type { PublicError } from "../../core/api-errors.ts";
import { errors } from "../../core/errors.ts";
import * as budgets from "../../core/time/budgets.ts";
import { type Deadline, withDeadline } from "../../core/time/deadline.ts";
import { HttpError } from "./http-error.ts";
import { logFault } from "./log.ts";
import { errorResponse, managementErrorResponse } from "./response.ts";

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
  return handlerWith(managementErrors, handle, budgetMs);
}

/** The same for a function of the public API that needs no verdict. */
export function openHandler(handle: ManagementHandle) {
  return handlerWith(publicErrors, handle, budgets.managementMs);
}

function handlerWith(errorsOfApi: ApiErrors, handle: ManagementHandle, budgetMs: number) {
  // middy's own early time-out would answer and let the request go on behind the answer.
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(forbidStoring())
    .use(answerErrors(errorsOfApi))
    .handler((event, context) =>
      withDeadline(budgetMs, context, (deadline) => handle(event, deadline)),
    );
}

/** How an API answers what is thrown. */
interface ApiErrors {
  readonly faultMessage: string;
  readonly respond: (
    error: PublicError,
    headers?: Readonly<Record<string, string>>,
  ) => APIGatewayProxyResult;
  /** For a change that may have been made. */
  readonly outcomeUnknown: PublicError;
}

const managementErrors: ApiErrors = {
  faultMessage: "a management call failed",
  respond: managementErrorResponse,
  outcomeUnknown: errors.outcomeUnknown,
};

/** Calls without a verdict are safe to repeat. */
const publicErrors: ApiErrors = {
  faultMessage: "a public call failed",
  respond: errorResponse,
  outcomeUnknown: errors.unavailable,
};

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
export function answerErrors({
  faultMessage,
  respond,
  outcomeUnknown,
}: ApiErrors = managementErrors): Middleware {
  return {
    onError: (request) => {
      const { error, event } = request;
      if (error instanceof HttpError) {
        request.response = respond(error.publicError);
        return;
      }
      logFault(faultMessage, error, {
        requestId: event.requestContext.requestId,
        route: `${event.httpMethod} ${event.resource}`,
      });
      const publicError =
        error instanceof OutcomeUnknownError ? outcomeUnknown : errors.unavailable;
      request.response = respond(publicError, { "Retry-After": "1" });
    },
  };
}
