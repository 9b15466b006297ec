import { createHash } from "node:crypto";
import {
  AuthorizationType,
  MockIntegration,
  PassthroughBehavior,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import { Validations } from "aws-cdk-lib/core";

/** A JSON document that everybody may read. API Gateway gives it out; no function runs. */
export interface StaticDocument {
  /** Below the stage, such as `/openapi.json`. */
  readonly path: string;
  readonly document: object;
}

/** After a deployment, so long at most until a client reads what is new, by the edge or without it. */
const cacheControl = "public, max-age=300";

/** "Mapping template size": Amazon API Gateway quotas, REST API. */
const maximumTemplateBytes = 300 * 1024;

/**
 * The integration as CloudFormation spells it, so that the route check can tell it from any other
 * mock by its whole content.
 *
 * @throws Error if the document is larger than API Gateway accepts
 */
export function staticIntegration({ path, document }: StaticDocument) {
  const template = asTemplate(document);
  if (Buffer.byteLength(template) > maximumTemplateBytes) {
    throw new Error(`${path} is larger than the 300 KB that API Gateway can give out by itself`);
  }
  return {
    Type: "MOCK",
    // A GET has no body; whoever claims another media type for one is told 404.
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": JSON.stringify({ statusCode: 200 }) },
    IntegrationResponses: [
      {
        StatusCode: "200",
        ResponseParameters: {
          "method.response.header.Cache-Control": `'${cacheControl}'`,
          "method.response.header.ETag": `'"${digestOf(template)}"'`,
        },
        ResponseTemplates: { "application/json": template },
      },
    ],
  } as const;
}

/**
 * The document as a mapping template that says nothing but itself: in JSON the two characters that
 * begin something in the template language occur within strings only, where they can be escaped.
 *
 * @see https://velocity.apache.org/engine/devel/user-guide.html
 */
function asTemplate(document: object): string {
  return JSON.stringify(document).replaceAll("$", "\\u0024").replaceAll("#", "\\u0023");
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

export function serveStatically(api: RestApi, document: StaticDocument): void {
  const { RequestTemplates, IntegrationResponses } = staticIntegration(document);
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { ...RequestTemplates },
    integrationResponses: IntegrationResponses.map((response) => ({
      statusCode: response.StatusCode,
      responseParameters: { ...response.ResponseParameters },
      responseTemplates: { ...response.ResponseTemplates },
    })),
  });
  const method = api.root.resourceForPath(document.path).addMethod("GET", integration, {
    authorizationType: AuthorizationType.NONE,
    methodResponses: [
      {
        statusCode: "200",
        responseParameters: {
          "method.response.header.Cache-Control": true,
          "method.response.header.ETag": true,
        },
      },
    ],
  });
  Validations.of(method).acknowledge({
    id: "AwsSolutions-APIG4",
    reason: "Describes the API to everybody, without running anything.",
  });
}
