import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { parseBearer } from "../../core/admission/bearer.ts";

/**
 * Finds the token of a request's `Authorization: Bearer <token>` header.
 *
 * Several such headers name no single credential, so they count as none. API Gateway keeps the
 * client's spelling of header names, and only `multiValueHeaders` has every value of a repeated one.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 * @returns undefined if there is no such header, or it is anything else
 */
export function bearerToken({
  multiValueHeaders,
}: Pick<APIGatewayRequestAuthorizerEvent, "multiValueHeaders">): string | undefined {
  const [header, ...others] = Object.entries(multiValueHeaders ?? {})
    .filter(([name]) => name.toLowerCase() === "authorization")
    .flatMap(([, values]) => values ?? []);
  if (header === undefined || others.length > 0) return undefined;
  return parseBearer(header);
}
