import { isDeepStrictEqual } from "node:util";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { Lazy, Stack } from "aws-cdk-lib/core";
import { asInTemplate, renderTemplate } from "../checks/rendered-template.ts";

/** The resources that a deployment copies and that decide who is let in and what they are told. */
const copied = [
  "AWS::ApiGateway::Authorizer",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
];

/**
 * Makes every change of what protects a route, or of what a caller is told, a new deployment.
 *
 * A stage serves a copy that CloudFormation renews only if the deployment's logical id changes. CDK
 * derives that id from what constructs were declared with: overrides of their properties and changes
 * of an authorizer do not reach it, and the stage would go on serving the old, open routes.
 *
 * @see https://github.com/aws/aws-cdk/issues/9086
 */
export function redeployOnChange(api: RestApi): void {
  const { latestDeployment } = api;
  if (!latestDeployment) throw new Error("An API that deploys itself has a deployment");
  latestDeployment.addToLogicalId({ copied: Lazy.any({ produce: () => copiedFrom(api) }) });
}

function copiedFrom(api: RestApi): unknown {
  const stack = Stack.of(api);
  const restApi: unknown = asInTemplate(stack, api.restApiId);
  const rendered = [...renderTemplate(stack, (type) => copied.includes(type))];
  return rendered.filter(([, { properties }]) => isDeepStrictEqual(properties.RestApiId, restApi));
}
