import { StartError } from "../start-error.ts";
import type { MockIntegrationProperties } from "./api-properties.ts";
import { readHeaders, singleTemplate } from "./gateway-response.ts";
import type { MockIntegration, MockResponse } from "./model.ts";

export function readMockIntegration(
  properties: MockIntegrationProperties,
  where: string,
): MockIntegration {
  const statuses = Object.entries(properties.RequestTemplates).map(
    ([mediaType, template]) => [mediaType.toLowerCase(), statusOf(template, where)] as const,
  );
  return {
    kind: "mock",
    passthrough: properties.PassthroughBehavior,
    statusByMediaType: new Map(statuses),
    responses: properties.IntegrationResponses.map((response) => readResponse(response, where)),
  };
}

function readResponse(
  response: MockIntegrationProperties["IntegrationResponses"][number],
  where: string,
): MockResponse {
  const { mediaType, template } = singleTemplate(response.ResponseTemplates, where);
  const pattern = response.SelectionPattern;
  return {
    statusCode: response.StatusCode,
    selectionPattern: pattern ? new RegExp(`^(?:${pattern})$`) : undefined,
    headers: readHeaders(response.ResponseParameters, "method.response.header.", where),
    mediaType,
    body: template ?? "",
  };
}

/**
 * A mock's request template has to yield JSON with a `statusCode`, by which the response is chosen.
 * API Gateway also takes the key without quotes, as the CDK writes it for CORS.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */
function statusOf(template: string, where: string): number {
  const match = /^\s*\{\s*"?statusCode"?\s*:\s*(\d{3})\s*\}\s*$/.exec(template);
  if (!match) {
    throw new StartError(`${where} has a mock request template other than {"statusCode": nnn}.`);
  }
  return Number(match[1]);
}
