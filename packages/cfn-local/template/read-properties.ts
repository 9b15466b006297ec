import type * as z from "zod";
import { StartError } from "../start-error.ts";
import type { StackResource } from "./stack.ts";

/** Parses a resource's evaluated properties, naming the resource and the property if they do not fit. */
export function readProperties<Schema extends z.ZodType>(
  resource: StackResource,
  schema: Schema,
): z.infer<Schema> {
  const result = schema.safeParse(resource.properties());
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.length ? `${issue.path.join(".")}: ` : "";
  throw new StartError(
    `The local gateway cannot serve ${resource.logicalId} (${resource.type}): ${path}${issue?.message ?? "invalid"}`,
  );
}
