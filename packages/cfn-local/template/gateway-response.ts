import { StartError } from "../start-error.ts";
import { gatewayResponseProperties } from "./api-properties.ts";
import { checkMapping, checkTemplate, headerName } from "./mapping.ts";
import type { GatewayResponse } from "./model.ts";
import { readProperties } from "./read-properties.ts";
import type { Stack } from "./stack.ts";

/** The gateway responses of one API, by response type. */
export function readGatewayResponses(stack: Stack, apiId: string): Map<string, GatewayResponse> {
  const responses = new Map<string, GatewayResponse>();
  for (const resource of stack.ofType("AWS::ApiGateway::GatewayResponse")) {
    const properties = readProperties(resource, gatewayResponseProperties);
    if (properties.RestApiId !== apiId) continue;
    const where = `${resource.logicalId} (${properties.ResponseType})`;
    const template = singleTemplate(properties.ResponseTemplates, where);
    responses.set(properties.ResponseType, {
      statusCode: properties.StatusCode,
      headers: readHeaders(properties.ResponseParameters, "gatewayresponse.header.", where),
      ...template,
    });
  }
  return responses;
}

export function readHeaders(
  parameters: Readonly<Record<string, string>>,
  prefix: string,
  where: string,
  isOtherSource?: (expression: string) => boolean,
): Record<string, string> {
  const entries = Object.entries(parameters).map(([parameter, expression]) => [
    headerName(parameter, prefix, where),
    isOtherSource?.(expression) ? expression : checkMapping(expression, where),
  ]);
  return Object.fromEntries(entries);
}

/** The only template. The choice between several by `Accept` is not imitated. */
export function singleTemplate(
  templates: Readonly<Record<string, string>>,
  where: string,
  check = checkTemplate,
): { mediaType: string | undefined; template: string | undefined } {
  const [first, ...others] = Object.entries(templates);
  if (others.length > 0) {
    throw new StartError(`${where} has templates for several media types; only one can be served.`);
  }
  if (!first) return { mediaType: undefined, template: undefined };
  return { mediaType: first[0], template: check(first[1], where) };
}
