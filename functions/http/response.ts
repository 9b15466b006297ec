import type { APIGatewayProxyResult } from "aws-lambda";
import type { PublicError } from "./errors.ts";

type Headers = Readonly<Record<string, string>>;

/** An answer with a JSON body, as API Gateway wants it from a function. */
export function jsonResponse(
  status: number,
  body: unknown,
  headers: Headers = {},
): APIGatewayProxyResult {
  return {
    statusCode: status,
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** Every error of every part of the system has this shape. */
export function errorResponse(error: PublicError, headers: Headers = {}): APIGatewayProxyResult {
  return jsonResponse(error.status, { error: error.message }, headers);
}
