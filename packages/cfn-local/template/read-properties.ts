import type * as z from "zod";
import { StartError } from "../start-error.ts";
import type { StackResource } from "./stack.ts";
import { isSupported, sourceFile, supportedTypes } from "./supported-types.ts";

type Issue = z.core.$ZodIssue;

/**
 * Parses a resource's evaluated properties.
 *
 * @throws StartError naming the resource, the property, and the file that decides about it
 */
export function readProperties<Schema extends z.ZodType>(
  resource: StackResource,
  schema: Schema,
): z.infer<Schema> {
  const result = schema.safeParse(resource.properties());
  if (result.success) return result.data;
  const { logicalId, type } = resource;
  const file = isSupported(type) ? ` (${sourceFile(supportedTypes[type])})` : "";
  const [issue] = result.error.issues;
  throw new StartError(
    `The local gateway cannot serve ${logicalId} (${type}): ${issue ? explain(issue) : "invalid"}${file}.`,
  );
}

function explain(issue: Issue): string {
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => [...issue.path, key].join("."));
    return `${names.join(", ")}: not a supported property`;
  }
  const path = issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return `${path}${issue.message}`;
}
