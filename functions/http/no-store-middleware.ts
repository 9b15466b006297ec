import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

/** Answers about keys and accounts are for the one who asked, now; no cache may keep them. */
export function forbidStoring(): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return {
    after: ({ response }) => {
      if (response) response.headers = { ...response.headers, "Cache-Control": "no-store" };
    },
  };
}
