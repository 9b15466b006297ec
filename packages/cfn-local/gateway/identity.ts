import type { Authorizer, IdentitySource, TokenAuthorizer } from "../template/model.ts";
import { variableValue } from "./context-variables.ts";
import type { Exchange } from "./exchange.ts";
import { headerValue, headerValues } from "./message.ts";
import { parseQuery } from "./query.ts";
import type { Route } from "./route.ts";

/**
 * The values of an authorizer's identity sources, which are also the cache key. A TOKEN
 * authorizer has one source, the token.
 *
 * "Only when all of the identity-related request parameters are present, not null and non-empty does
 * the authorizer invoke the authorizer Lambda function, otherwise, it returns a 401 Unauthorized
 * response", says the reference. An older edition of the guide said that nothing is validated while
 * caching is disabled; the reference counts here.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
 * @returns undefined if one is missing, empty, or no token as the authorizer's expression wants it
 */
export function presentedIdentity(
  authorizer: Authorizer,
  exchange: Exchange,
  route: Route,
): readonly string[] | undefined {
  if (authorizer.kind === "token") return presentedToken(authorizer, exchange);
  const { identitySources } = authorizer;
  const values = identitySources.flatMap((source) => valueFrom(source, exchange, route) || []);
  return values.length === identitySources.length ? values : undefined;
}

/**
 * AWS does not document which of several headers of that name counts. Joined into one, they fail an
 * expression that allows no comma and space, which is the safe side.
 */
function presentedToken(
  { headerName, validationExpression }: TokenAuthorizer,
  { request }: Exchange,
): readonly [string] | undefined {
  const token = headerValue(request.headers, headerName);
  if (!token || validationExpression?.test(token) === false) return undefined;
  return [token];
}

function valueFrom(
  source: IdentitySource,
  exchange: Exchange,
  { resource }: Route,
): string | undefined {
  const { request, api } = exchange;
  switch (source.kind) {
    case "header":
      return joined(headerValues(request.headers, source.name));
    case "query":
      return joined(parseQuery(request.query).multi?.[source.name] ?? []);
    case "stageVariable":
      return api.stageVariables?.[source.name];
    case "context":
      return variableValue(source.name, {
        exchange,
        resourcePath: resource.path,
        failure: undefined,
      });
  }
}

/** Several values of one source are not documented: one that is not empty suffices here. */
function joined(values: readonly string[]): string {
  return values.filter((value) => value !== "").join(",");
}
