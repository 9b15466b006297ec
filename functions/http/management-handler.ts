import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { budgets } from "../../core/time/budgets.ts";
import { type Deadline, withDeadline } from "../../core/time/deadline.ts";
import { answerErrors } from "./error-middleware.ts";
import { forbidStoring } from "./no-store-middleware.ts";

export type ManagementHandle = (
  event: APIGatewayProxyEvent,
  deadline: Deadline,
) => Promise<APIGatewayProxyResult>;

/** The chain that every function of the management API runs in. */
export function managementHandler(handle: ManagementHandle) {
  // middy's own early time-out would answer and let the request go on behind the answer.
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>({ timeoutEarlyInMillis: 0 })
    .use(forbidStoring())
    .use(answerErrors())
    .handler((event, context) =>
      withDeadline(budgets.managementMs, context, (deadline) => handle(event, deadline)),
    );
}
