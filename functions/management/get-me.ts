import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { jsonResponse } from "../http/response.ts";
import { callerOf, type ManagementCaller } from "./caller.ts";

/** Who the credential is, so that a client need not read a token to know. */
export async function getMe(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return jsonResponse(200, callerObject(callerOf(event)));
}

function callerObject(caller: ManagementCaller) {
  const isUser = caller.type === "user";
  return {
    object: "caller",
    type: caller.type,
    account_id: isUser ? caller.accountId : null,
    subject: isUser ? caller.subject : null,
    // The operator token may do everything.
    roles: isUser ? [] : ["admin"],
  } as const;
}
