import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { type CfnResource, Stack } from "aws-cdk-lib/core";
import * as z from "zod";
import { nodesOf } from "./api-nodes.ts";
import { renderTemplate } from "./rendered-template.ts";

/** Finds what would let a stage of an API answer past the verdict; one line for each. */
export function findStageFaults(restApi: RestApi, open: readonly string[]): string[] {
  return [...findCopies(restApi), ...findCaches(restApi, open)];
}

/** The CDK makes such a deployment once, and not again when the API's methods change. */
function findCopies(restApi: RestApi): string[] {
  const latest = restApi.latestDeployment?.node.defaultChild;
  return nodesOf(restApi, "AWS::ApiGateway::Deployment")
    .filter((node) => node !== latest)
    .map(
      ({ node }) =>
        `${node.path}: is another deployment of the API, whose stage would go on serving unprotected routes: give the stage the API's latestDeployment`,
    );
}

const stageType = "AWS::ApiGateway::Stage";

const settingsSchema = z
  .array(
    z.object({
      HttpMethod: z.string().default("*"),
      ResourcePath: z.string().default("/*"),
      CachingEnabled: z.unknown().default(false),
    }),
  )
  .default([]);

/**
 * A response from a stage's cache comes without the function that obeys the verdict, and may be that of
 * another caller.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
function findCaches(restApi: RestApi, open: readonly string[]): string[] {
  return nodesOf(restApi, stageType).flatMap((stage) =>
    settingsSchema
      .parse(propertiesOf(stage).MethodSettings)
      .filter(({ CachingEnabled: isCached }) => isCached !== false)
      .map(({ HttpMethod, ResourcePath }) => `${HttpMethod} ${decoded(ResourcePath)}`)
      .filter((route) => !open.includes(route))
      .map(
        (route) =>
          `${stage.node.path}: caches responses of ${route}, so callers would get those of others, past their limits: switch cachingEnabled off, or set it for open routes alone`,
      ),
  );
}

/** A stage spells the path `/a/b` as `/~1a~1b`. */
function decoded(resourcePath: string): string {
  return resourcePath.replace(/^\/(?=~1)/, "").replaceAll("~1", "/");
}

function propertiesOf(node: CfnResource): Readonly<Record<string, unknown>> {
  const stack = Stack.of(node);
  const id: unknown = stack.resolve(node.logicalId);
  return renderTemplate(stack, (type) => type === stageType).get(String(id))?.properties ?? {};
}
