import type * as z from "zod";
import { StartError } from "../start-error.ts";
import { methodProperties, restApiProperties, stageProperties } from "./api-properties.ts";
import { readAuthorizers } from "./authorizers.ts";
import { functionArnOf } from "./function-arn.ts";
import { readGatewayResponses } from "./gateway-response.ts";
import { logGroupOf } from "./log-subscriptions.ts";
import { readMockIntegration } from "./mock-integration.ts";
import type { Authorizer, Method, Resource, RestApi, ThrottleModel } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import { readResourceTree } from "./resource-tree.ts";
import type { Stack, StackResource } from "./stack.ts";
import { webAclOfStage } from "./web-acls.ts";

/** Every REST API of a stack, in the order in which the template declares them. */
export function readRestApis(stack: Stack): RestApi[] {
  return stack.ofType("AWS::ApiGateway::RestApi").map((api) => readRestApi(stack, api));
}

function readRestApi(stack: Stack, api: StackResource): RestApi {
  const {
    BinaryMediaTypes,
    MinimumCompressionSize,
    Name = api.logicalId,
  } = readProperties(api, restApiProperties);
  const id = String(stack.ref(api.logicalId));
  const rootId = String(stack.attribute(api.logicalId, "RootResourceId"));
  const { root, byId } = readResourceTree(stack, id, rootId);
  addMethods(stack, id, byId);
  const stage = readStage(stack, api.logicalId, id);
  return {
    logicalId: api.logicalId,
    id,
    name: Name,
    stageName: stage.StageName,
    deploymentId: stage.DeploymentId,
    stageVariables: stage.Variables ?? null,
    ...accessLogOf(stage.AccessLogSetting),
    throttles: throttlesOf(stage.MethodSettings),
    webAclArn: webAclOfStage(stack, id, stage.StageName),
    binaryMediaTypes: BinaryMediaTypes,
    leastCompressedBytes: MinimumCompressionSize,
    root,
    gatewayResponses: readGatewayResponses(stack, id),
  };
}

function readStage(stack: Stack, logicalId: string, apiId: string) {
  const stages = stack
    .ofType("AWS::ApiGateway::Stage")
    .map((stage) => readProperties(stage, stageProperties))
    .filter(({ RestApiId }) => RestApiId === apiId);
  const [stage, ...others] = stages;
  if (!stage || others.length > 0) {
    throw new StartError(`${logicalId} has ${stages.length} stages; the local gateway serves one.`);
  }
  return stage;
}

/** `/~1v1~1models` is the path `/v1/models`. */
function throttlesOf(settings: z.infer<typeof stageProperties>["MethodSettings"]) {
  const throttles = new Map<string, ThrottleModel>();
  for (const { HttpMethod, ResourcePath, ...setting } of settings) {
    const { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst } = setting;
    if (ratePerSecond === undefined || burst === undefined) continue;
    const path = ResourcePath.replace(/^\/(?=~1)/, "").replaceAll("~1", "/");
    throttles.set(`${HttpMethod} ${path}`, { ratePerSecond, burst });
  }
  return throttles;
}

type AccessLogSetting = z.infer<typeof stageProperties>["AccessLogSetting"];

function accessLogOf(
  setting: AccessLogSetting,
): Pick<RestApi, "accessLogFormat" | "accessLogGroup"> {
  if (!setting) return {};
  const accessLogGroup = logGroupOf(setting.DestinationArn ?? "");
  return {
    accessLogFormat: setting.Format,
    ...(accessLogGroup === undefined ? {} : { accessLogGroup }),
  };
}

function addMethods(stack: Stack, apiId: string, resources: Map<string, Resource>): void {
  const authorizers = readAuthorizers(stack);
  for (const method of stack.ofType("AWS::ApiGateway::Method")) {
    const properties = readProperties(method, methodProperties);
    if (properties.RestApiId !== apiId) continue;
    const resource = resources.get(properties.ResourceId);
    if (!resource)
      throw new StartError(`${method.logicalId} belongs to a resource of another API.`);
    resource.methods.set(properties.HttpMethod, {
      authorizer: authorizerOf(method.logicalId, properties, authorizers),
      integration: integrationOf(method.logicalId, properties.Integration),
    });
  }
}

type MethodProperties = ReturnType<typeof methodProperties.parse>;

function authorizerOf(
  logicalId: string,
  { AuthorizationType, AuthorizerId }: MethodProperties,
  authorizers: ReadonlyMap<string, Authorizer>,
): Authorizer | undefined {
  if (AuthorizationType === "NONE") return undefined;
  const authorizer = authorizers.get(AuthorizerId ?? "");
  if (!authorizer) throw new StartError(`${logicalId} is CUSTOM but has no authorizer.`);
  return authorizer;
}

function integrationOf(
  logicalId: string,
  integration: MethodProperties["Integration"],
): Method["integration"] {
  if (integration.Type === "MOCK") return readMockIntegration(integration, logicalId);
  const streams = integration.ResponseTransferMode === "STREAM";
  return {
    kind: "proxy",
    functionArn: functionArnOf(integration.Uri, logicalId, streams),
    timeoutMs: timeoutOf(logicalId, integration.TimeoutInMillis, streams),
    streams,
  };
}

/** "When you use response streaming, you can configure the integration timeout up to 15 minutes." */
function timeoutOf(logicalId: string, timeoutMs: number, streams: boolean): number {
  const greatestMs = streams ? 900_000 : 29_000;
  if (timeoutMs <= greatestMs) return timeoutMs;
  throw new StartError(`${logicalId} has a TimeoutInMillis of more than ${greatestMs}.`);
}
