import type { APIGatewayProxyResult } from "aws-lambda";
import type { PublicError } from "../../core/api-errors.ts";
import { HttpError } from "../../functions/http/http-error.ts";
import { managementErrorResponse } from "../../functions/http/response.ts";

/** What most tests of a refusal are about; codes and fields have tests of their own. */
export type Refusal = Pick<PublicError, "status" | "message">;

/** The response to a rejected call. */
export async function refusalOf(call: Promise<APIGatewayProxyResult>): Promise<Refusal> {
  const { statusCode: status, body } = await call.catch((thrown: unknown) => {
    if (thrown instanceof HttpError) return managementErrorResponse(thrown.publicError);
    throw thrown;
  });
  if (status < 400) throw new Error("the call was answered");
  return { status, message: JSON.parse(body).error };
}
