import { Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { verifyPath } from "../../core/config/protected-routes.ts";
import type { BearerApi } from "../constructs/bearer-api.ts";
import { LambdaFunction } from "../constructs/lambda-function.ts";
import { notFoundIntegration } from "../constructs/not-found.ts";
import { staticIntegration } from "../constructs/static-document.ts";
import { verifyIntegration } from "../constructs/verify-route.ts";
import { findUndescribedRoutes } from "./described-routes.ts";
import { asInTemplate, renderTemplate } from "./rendered-template.ts";
import { findStageFaults } from "./stage-faults.ts";
import { findUnguardedRoutes, isJudged } from "./unguarded-routes.ts";

/** An API, and whether it leaves it to its functions to obey the verdict. */
export interface ApiToGuard {
  readonly label: string;
  readonly api: BearerApi;
  readonly forwardsVerdict: boolean;
}

/**
 * Makes synthesis fail while any route of these APIs can be reached unjudged, or differs from what the
 * OpenAPI document describes.
 */
export function guardRoutes(scope: Construct, apis: readonly ApiToGuard[], openApi: object): void {
  const stack = Stack.of(scope);
  const served = apis.flatMap(({ api: { routes, openRoutes, documents, answersVerify } }) => [
    ...routes,
    ...Object.keys(openRoutes),
    ...(answersVerify ? [`GET ${verifyPath}`] : []),
    ...documents.map(({ path }) => `GET ${path}`),
  ]);
  scope.node.addValidation({ validate: () => findUndescribedRoutes(openApi, served) });
  scope.node.addValidation({
    validate: () => apis.flatMap(({ api }) => findStageFaults(api.restApi, [])),
  });
  scope.node.addValidation({
    validate: () =>
      findUnguardedRoutes(
        renderTemplate(stack, isJudged),
        apis.map(({ label, api, forwardsVerdict }) => ({
          label,
          restApi: asInTemplate(stack, api.restApi.restApiId),
          authorizer: asInTemplate(stack, api.authorizer.authorizerId),
          routes: [...api.routes, ...(api.answersVerify ? [`ANY ${verifyPath}`] : [])],
          obeyingIntegrations: api.answersVerify ? [verifyIntegration()] : [],
          openIntegrations: [
            notFoundIntegration(api.errorBody),
            ...api.documents.map(staticIntegration),
          ],
          openRoutes: Object.entries(api.openRoutes).map(([route, { function: handler }]) => ({
            route,
            arn: asInTemplate(stack, handler.function.functionArn),
          })),
          forwardsVerdict,
        })),
        scope.node
          .findAll()
          .filter((node) => node instanceof LambdaFunction)
          .map(({ bundle, function: { functionArn } }) => ({
            entry: `functions/${bundle.name}.ts`,
            arn: asInTemplate(stack, functionArn),
            isWrappedInVerdict: bundle.isWrappedInVerdict,
          })),
      ),
  });
}
