import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";

/**
 * Finds the token of a request's `Authorization: Bearer <token>` header; the scheme is in any case
 * (RFC 9110, section 11.1).
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
  return /^Bearer +([!-~]+)$/i.exec(header)?.[1];
}
