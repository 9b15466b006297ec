import { StartError } from "../start-error.ts";
import { readAlarms } from "./alarms.ts";
import { readAssembly } from "./assembly.ts";
import { readBuckets } from "./bucket/read.ts";
import { readDistribution } from "./distribution/read.ts";
import { readEventBuses, readSchedules } from "./eventing/buses-and-schedules.ts";
import { readEventSources } from "./eventing/event-sources.ts";
import { readQueues } from "./eventing/queues.ts";
import { readFunctions } from "./functions.ts";
import { readLogSubscriptions } from "./log-subscriptions.ts";
import type { Product, Resource } from "./model.ts";
import { readRestApis } from "./rest-api.ts";
import { readSecrets } from "./secrets.ts";
import { readSignInClient } from "./sign-in-client.ts";
import type { Stack } from "./stack.ts";
import { isSupported, isWithoutEffect, sourceFile } from "./supported-types.ts";
import { readTables } from "./tables.ts";
import { readWebAcls } from "./web-acls.ts";

/**
 * Reads what the local cloud needs from a cloud assembly.
 *
 * @param userPoolIssuer issuer in place of the template's user pool; none if absent
 * @throws StartError for a resource type that is neither supported nor known to have no effect
 */
export async function readProduct(
  assemblyDirectory: string,
  userPoolIssuer?: string,
): Promise<Product> {
  const { stack, assets } = await readAssembly(assemblyDirectory, userPoolIssuer);
  refuseUnknownTypes(stack);
  const functions = readFunctions(stack, assets, calledByCloudFormation(stack));
  const apis = readRestApis(stack);
  const buckets = readBuckets(stack, assets);
  const tables = readTables(stack);
  const queues = readQueues(stack);
  for (const api of apis) refuseMissingFunctions(api.root, functions);
  return {
    stackName: stack.name,
    apis,
    functions,
    buckets,
    distribution: readDistribution(stack, { apis, buckets }),
    tables,
    secrets: readSecrets(stack),
    queues,
    eventBuses: readEventBuses(stack),
    eventSources: readEventSources(stack, { functions, queues, tables }),
    schedules: readSchedules(stack),
    logSubscriptions: readLogSubscriptions(stack, functions),
    alarms: readAlarms(stack),
    signInClient: readSignInClient(stack),
    webAcls: readWebAcls(stack),
    outputs: stack.outputs(),
  };
}

/** ARNs of the functions behind custom resources, which only CloudFormation calls. */
function calledByCloudFormation(stack: Stack): Set<string> {
  const custom = stack.resources().filter(({ type }) => type.startsWith("Custom::"));
  return new Set(custom.map((resource) => String(resource.properties().ServiceToken)));
}

function refuseMissingFunctions(
  { path, methods, children }: Resource,
  functions: Product["functions"],
): void {
  for (const [httpMethod, { authorizer, integration }] of methods) {
    const called = [authorizer, integration.kind === "proxy" ? integration : undefined];
    for (const caller of called) {
      if (caller && !functions.has(caller.functionArn)) {
        throw new StartError(
          `${httpMethod} ${path} calls ${caller.functionArn}, which is not in the template.`,
        );
      }
    }
  }
  for (const child of children) refuseMissingFunctions(child, functions);
}

function refuseUnknownTypes(stack: Stack): void {
  for (const { logicalId, type } of stack.resources()) {
    if (isSupported(type) || isWithoutEffect(type)) continue;
    const file = sourceFile("template/supported-types.ts");
    throw new StartError(
      `The template has ${logicalId} of type ${type}, which the local gateway does not know (${file}).`,
    );
  }
}
