import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";

type Api = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** Answers about keys and accounts, errors too, are for the one who asked, now: no cache keeps them. */
export function forbidStoring(): Api {
  const forbid: NonNullable<Api["after"]> = ({ response }) => {
    if (response) response.headers = { ...response.headers, "Cache-Control": "no-store" };
  };
  // middy runs the last middleware's onError first, so the error has been answered by then.
  return { after: forbid, onError: forbid };
}
