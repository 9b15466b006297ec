import {
  AuthorizationType,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Validations } from "aws-cdk-lib/core";
import type { IConstruct } from "constructs";
import { errors } from "../../core/errors.ts";
import type { ErrorBody } from "../../functions/http/error-body.ts";

/**
 * Responds to an unknown path or method without running a function.
 *
 * As CloudFormation spells it, so that the route check can tell it from any other mock.
 */
export function notFoundIntegration(errorBody: ErrorBody) {
  const body = JSON.stringify(errorBody(errors.notFound));
  return {
    Type: "MOCK",
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": JSON.stringify({ statusCode: 404 }) },
    IntegrationResponses: [{ StatusCode: "404", ResponseTemplates: { "application/json": body } }],
  } as const;
}

/**
 * Answers 404 on every path that has no route, and on every method that a path lacks.
 *
 * Left to itself, API Gateway takes any `Authorization` header on an unmatched request for an AWS
 * signature and answers 403, quoting the header. Call this once all routes are declared.
 */
export function answerNotFoundElsewhere(api: RestApi, errorBody: ErrorBody): void {
  // Deeper paths have one of their own where a route takes them all.
  const takesAll = api.root.node.tryFindChild("{proxy+}") !== undefined;
  if (!takesAll) api.root.addResource("{proxy+}");
  const resources = api.node.findAll().filter(isResource);
  const takesAny = api.methods
    .filter(({ httpMethod }) => httpMethod === "ANY")
    .map(({ resource }) => resource.path);
  for (const resource of resources) {
    if (takesAny.includes(resource.path)) continue;
    const method = resource.addMethod("ANY", integration(errorBody), {
      authorizationType: AuthorizationType.NONE,
      methodResponses: [{ statusCode: "404" }],
    });
    Validations.of(method).acknowledge({
      id: "AwsSolutions-APIG4",
      reason: "Tells everybody the same, that there is nothing here, without running anything.",
    });
  }
}

/** The root included. Told by its members: a linked package brings its own copy of CDK's classes. */
function isResource(node: IConstruct): node is IResource {
  return "resourceId" in node && "addMethod" in node;
}

function integration(errorBody: ErrorBody): MockIntegration {
  const { RequestTemplates, IntegrationResponses } = notFoundIntegration(errorBody);
  return new MockIntegration({
    // A body in any media type but JSON is refused as such; the gateway response makes that 404.
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { ...RequestTemplates },
    integrationResponses: IntegrationResponses.map((response) => ({
      statusCode: response.StatusCode,
      responseTemplates: { ...response.ResponseTemplates },
    })),
  });
}
