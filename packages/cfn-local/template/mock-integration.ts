import type { MockIntegrationProperties } from "./api-properties.ts";
import { readHeaders, singleTemplate } from "./gateway-response.ts";
import type { MockIntegration, MockResponse } from "./model.ts";
import { checkVelocity } from "./velocity.ts";

export function readMockIntegration(
  properties: MockIntegrationProperties,
  where: string,
): MockIntegration {
  const templates = Object.entries(properties.RequestTemplates).map(
    ([mediaType, template]) => [mediaType.toLowerCase(), checkVelocity(template, where)] as const,
  );
  return {
    kind: "mock",
    passthrough: properties.PassthroughBehavior,
    templateByMediaType: new Map(templates),
    responses: properties.IntegrationResponses.map((response) => readResponse(response, where)),
  };
}

function readResponse(
  response: MockIntegrationProperties["IntegrationResponses"][number],
  where: string,
): MockResponse {
  const { mediaType, template } = singleTemplate(response.ResponseTemplates, where, checkVelocity);
  const pattern = response.SelectionPattern;
  return {
    statusCode: response.StatusCode,
    selectionPattern: pattern ? new RegExp(`^(?:${pattern})$`) : undefined,
    headers: readHeaders(
      response.ResponseParameters,
      "method.response.header.",
      where,
      isMockSource,
    ),
    mediaType,
    template: template ?? "",
  };
}

/**
 * Integrations, unlike gateway responses, can also map what an authorizer said.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
function isMockSource(expression: string): boolean {
  return /^context\.authorizer\.\w+$/.test(expression);
}
