import type { Config } from "../../core/config/config.ts";
import { headers } from "./headers.ts";
import { infoFor, tags } from "./info.ts";
import { operationsFor } from "./operations.ts";
import { parametersFor, pathParameters } from "./parameters.ts";
import { gatewayRefusals, managementGatewayRefusals, sharedRefusalsFor } from "./refusals.ts";
import { componentsFor } from "./schemas.ts";
import { securitySchemesFor } from "./security.ts";
import type { Operations } from "./types.ts";

/**
 * The description of both APIs, OpenAPI 3.1, as `/api/openapi.json` serves it.
 *
 * What clients send is described by the very schemas that validate it, so the two cannot differ.
 * What they get is described here, and the black-box tests hold every answer against it.
 *
 * @param omitted operations that are not served, as `METHOD /path`
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(config: Config, omitted: readonly string[] = []): object {
  const operations = Object.entries(operationsFor(config));
  return {
    openapi: "3.1.1",
    info: infoFor(config),
    // Relative to wherever this document is read, so that it needs no host name.
    servers: [{ url: "/api", description: "Where this document came from." }],
    tags,
    paths: pathsOf(operations.filter(([route]) => !omitted.includes(route))),
    components: {
      schemas: componentsFor(config),
      responses: sharedRefusalsFor(config),
      parameters: parametersFor(config),
      headers,
      securitySchemes: securitySchemesFor(config),
    },
  };
}

function pathsOf(operations: readonly [string, Operations[string]][]): Record<string, object> {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [route, operation] of operations) {
    const [method = "", path = ""] = route.split(" ");
    const parameters = pathParameters(path);
    result[path] ??= parameters.length > 0 ? { parameters } : {};
    const refusals = path.startsWith("/manage/") ? managementGatewayRefusals : gatewayRefusals;
    const responses = { ...refusals, ...operation.responses };
    result[path][method.toLowerCase()] = { ...operation, responses };
  }
  return result;
}
