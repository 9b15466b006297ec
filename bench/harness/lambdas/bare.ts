import type { APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { policy } from "../../../functions/http/authorizer-policy.ts";

/** The lower bound for every authorizer: it calls nothing. */
export async function handler(event: APIGatewayTokenAuthorizerEvent) {
  return policy("Allow", event.methodArn, "anyone");
}
