import type { APIGatewayProxyResult } from "aws-lambda";
import type { PublicError } from "../../core/errors.ts";

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
export function errorResponse(error: PublicError, headers: Headers = {}): APIGatewayProxyResult {
  return jsonResponse(error.status, { error: error.message }, headers);
}

/** An error as the management API answers it. */
export function managementErrorResponse(
  { status, message, code, fields }: PublicError,
  headers: Headers = {},
): APIGatewayProxyResult {
  return jsonResponse(status, { error: message, code, ...(fields && { fields }) }, headers);
}
