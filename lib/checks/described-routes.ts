import * as z from "zod";

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The fields of an OpenAPI Path Item that are operations. */
const methods = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];

/**
 * Finds routes that the OpenAPI document lacks, and operations that no route serves.
 *
 * @param served each `METHOD /path` that the APIs serve
 * @returns one line for each, naming the route
 */
export function findUndescribedRoutes(document: object, served: readonly string[]): string[] {
  const described = operationsOf(document);
  return [
    ...served
      .filter((route) => !described.includes(route))
      .map((route) => `${route}: has no operation in contract/openapi/operations`),
    ...described
      .filter((route) => !served.includes(route))
      .map((route) => `${route}: is an operation of the OpenAPI document, but no API serves it`),
  ];
}

function operationsOf(document: object): string[] {
  const { paths } = documentSchema.parse(document);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((field) => methods.includes(field))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}
