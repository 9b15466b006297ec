import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { policy } from "../../../functions/http/authorizer-policy.ts";

/** The lower bound for every authorizer: it calls nothing. */
export async function handler(event: APIGatewayRequestAuthorizerEvent) {
  return policy("Allow", event.methodArn, "anyone");
}
