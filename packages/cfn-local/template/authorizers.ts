import { StartError } from "../start-error.ts";
import { authorizerProperties } from "./api-properties.ts";
import { functionArnOf } from "./function-arn.ts";
import { readIdentitySources } from "./identity-source.ts";
import type { Authorizer } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack, StackResource } from "./stack.ts";

/** Every Lambda authorizer of a stack, by id. */
export function readAuthorizers(stack: Stack): Map<string, Authorizer> {
  const authorizers = stack
    .ofType("AWS::ApiGateway::Authorizer")
    .map((resource) => readAuthorizer(resource, String(stack.ref(resource.logicalId))));
  return new Map(authorizers.map((authorizer) => [authorizer.id, authorizer]));
}

function readAuthorizer(resource: StackResource, id: string): Authorizer {
  const properties = readProperties(resource, authorizerProperties);
  const common = {
    id,
    ttlSeconds: properties.AuthorizerResultTtlInSeconds,
    functionArn: functionArnOf(properties.AuthorizerUri, resource.logicalId),
  };
  if (properties.Type === "TOKEN") {
    return {
      ...common,
      kind: "token",
      headerName: properties.IdentitySource.slice("method.request.header.".length),
      validationExpression: expressionOf(properties.IdentityValidationExpression, resource),
    };
  }
  const identitySources = readIdentitySources(properties.IdentitySource, resource.logicalId);
  // API Gateway does not create one: "required when authorization caching is enabled".
  if (common.ttlSeconds > 0 && identitySources.length === 0) {
    throw new StartError(
      `${resource.logicalId} caches results, so it needs an IdentitySource to find them by.`,
    );
  }
  return { ...common, kind: "request", identitySources };
}

/**
 * The expression must match the whole token. AWS does not say whether a part would do; the strict
 * reading can only refuse more here than there.
 */
function expressionOf(
  source: string | undefined,
  { logicalId }: StackResource,
): RegExp | undefined {
  if (source === undefined) return undefined;
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    throw new StartError(
      `${logicalId} has a validation expression that JavaScript cannot read: ${source}`,
    );
  }
}
