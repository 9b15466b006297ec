import { StartError } from "../../start-error.ts";
import { readProperties } from "../read-properties.ts";
import type { Stack } from "../stack.ts";
import type { EdgeFunction } from "./model.ts";
import { edgeFunctionProperties } from "./properties.ts";

/** "Maximum size of function code": quotas on CloudFront Functions. */
const maxCodeBytes = 10_240;

/** CloudFront functions by ARN. */
export function readEdgeFunctions(stack: Stack): Map<string, EdgeFunction> {
  const functions = new Map<string, EdgeFunction>();
  for (const resource of stack.ofType("AWS::CloudFront::Function")) {
    const { Name, FunctionCode } = readProperties(resource, edgeFunctionProperties);
    const bytes = Buffer.byteLength(FunctionCode);
    if (bytes > maxCodeBytes) {
      throw new StartError(
        `${resource.logicalId} has ${bytes} bytes of code, over ${maxCodeBytes}.`,
      );
    }
    functions.set(String(stack.attribute(resource.logicalId, "FunctionARN")), {
      name: Name,
      code: FunctionCode,
    });
  }
  return functions;
}
