import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { jsonResponse } from "../http/response.ts";
import { accountObject } from "./account-object.ts";
import type { ManagementPorts } from "./ports.ts";
import { accountIdOf, existingAccount } from "./request.ts";

export async function getAccount(
  event: APIGatewayProxyEvent,
  { accounts }: ManagementPorts,
): Promise<APIGatewayProxyResult> {
  return jsonResponse(200, accountObject(await existingAccount(accounts, accountIdOf(event))));
}
