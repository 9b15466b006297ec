import * as z from "zod";
import type { AssetDirectories } from "./assembly.ts";
import type { FunctionModel } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

const ignored = z.unknown().optional();

/** Defaults are CloudFormation's: 3 seconds and 128 MB. */
export const functionProperties = z.strictObject({
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().regex(/^(nodejs|python3\.)/),
  Environment: z
    .strictObject({ Variables: z.record(z.string(), z.string()).default({}) })
    .default({ Variables: {} }),
  Timeout: z.number().int().min(1).max(900).default(3),
  MemorySize: z.number().int().min(128).default(128),
  FunctionName: ignored,
  Architectures: ignored,
  Description: ignored,
  LoggingConfig: ignored,
  RecursiveLoop: ignored,
  ReservedConcurrentExecutions: z.int().min(0).optional(),
  Role: ignored,
  RuntimeManagementConfig: ignored,
  SnapStart: ignored,
  Tags: ignored,
  TracingConfig: ignored,
  VpcConfig: ignored,
});

/** An alias that shifts no part of its callers to another version. */
export const aliasProperties = z.strictObject({
  FunctionName: z.string(),
  Name: ignored,
  FunctionVersion: ignored,
  Description: ignored,
  ProvisionedConcurrencyConfig: ignored,
});

/**
 * The functions of a stack, by ARN, also by that of an alias, less those that CloudFormation alone calls.
 *
 * @param exceptions ARNs of the latter
 */
export function readFunctions(
  stack: Stack,
  assets: AssetDirectories,
  exceptions: ReadonlySet<string>,
): Map<string, FunctionModel> {
  const functions = new Map<string, FunctionModel>();
  for (const resource of stack.ofType("AWS::Lambda::Function")) {
    const arn = String(stack.attribute(resource.logicalId, "Arn"));
    if (exceptions.has(arn)) continue;
    const properties = readProperties(resource, functionProperties);
    functions.set(arn, {
      arn,
      name: String(stack.ref(resource.logicalId)),
      handler: properties.Handler,
      runtime: properties.Runtime,
      codeDirectory: assets.directoryOf(properties.Code.S3Key),
      environment: properties.Environment.Variables,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    });
  }
  const byName = new Map([...functions.values()].map((model) => [model.name, model]));
  for (const alias of stack.ofType("AWS::Lambda::Alias")) {
    const model = byName.get(readProperties(alias, aliasProperties).FunctionName);
    if (model) functions.set(String(stack.ref(alias.logicalId)), model);
  }
  return functions;
}
