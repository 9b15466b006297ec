import { headers } from "./headers.ts";
import { info, tags } from "./info.ts";
import { operations } from "./operations.ts";
import { parameters, pathParameters } from "./parameters.ts";
import { gatewayRefusals, managementGatewayRefusals, sharedRefusals } from "./refusals.ts";
import { components } from "./schemas.ts";
import { securitySchemes } from "./security.ts";

/**
 * The description of both APIs, OpenAPI 3.1, as `/api/openapi.json` serves it.
 *
 * What clients send is described by the very schemas that validate it, so the two cannot differ.
 * What they get is described here, and the black-box tests hold every answer against it.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(): object {
  return {
    openapi: "3.1.1",
    info,
    // Relative to wherever this document is read, so that it needs no host name.
    servers: [{ url: "/api", description: "Where this document came from." }],
    tags,
    paths: paths(),
    components: {
      schemas: components,
      responses: sharedRefusals,
      parameters,
      headers,
      securitySchemes,
    },
  };
}

function paths(): Record<string, object> {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [route, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = route.split(" ");
    const parameters = pathParameters(path);
    result[path] ??= parameters.length > 0 ? { parameters } : {};
    const refusals = path.startsWith("/manage/") ? managementGatewayRefusals : gatewayRefusals;
    const responses = { ...refusals, ...operation.responses };
    result[path][method.toLowerCase()] = { ...operation, responses };
  }
  return result;
}
