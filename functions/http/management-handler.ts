import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { answerErrors } from "./error-middleware.ts";
import { forbidStoring } from "./no-store-middleware.ts";

/** The chain that every function of the management API runs in. */
export function managementHandler(
  handle: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>,
) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(forbidStoring())
    .use(answerErrors())
    .handler(handle);
}
