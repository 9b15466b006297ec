import type { APIGatewayProxyResult } from "aws-lambda";
import type { ApiError, PublicError } from "../../core/api-errors.ts";
import { managementErrorBody, publicErrorBody } from "./error-body.ts";

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

/** An error as the public API answers it. */
export function errorResponse(error: ApiError, headers: Headers = {}): APIGatewayProxyResult {
  return jsonResponse(error.status, publicErrorBody(error), headers);
}

/** An error as the management API answers it. */
export function managementErrorResponse(
  error: PublicError,
  headers: Headers = {},
): APIGatewayProxyResult {
  const { status, fields } = error;
  const body = { ...managementErrorBody(error), ...(fields && { fields }) };
  return jsonResponse(status, body, headers);
}
