import {
  AuthorizationType,
  type IAuthorizer,
  MockIntegration,
  PassthroughBehavior,
  type RestApi,
} from "aws-cdk-lib/aws-apigateway";
import {
  rateLimitKeys,
  type VerdictHeader,
  verdictHeaders,
} from "../../core/admission/verdict-headers.ts";
import { verifyPath } from "../../core/config/protected-routes.ts";

/*
 * `/v1/verify`: API Gateway itself answers with what the authorizer decided, so that one function runs
 * and not two. The authorizer's context is the whole answer (functions/http/verdict-context.ts).
 *
 * Every status that a verdict can have is a response of its own, and there is no default one: a request
 * without a verdict fails (API_CONFIGURATION_ERROR).
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 */

interface VerifyResponse {
  readonly status: number;
  /** The header of each value that the context always has with this status. */
  readonly headers: Readonly<Record<string, string>>;
  /** Values that the context may lack, whose header is then left out. */
  readonly optional: readonly VerdictHeader[];
  readonly body: string;
}

const rateLimit = Object.fromEntries(rateLimitKeys.map((key) => [verdictHeaders[key], key]));

/** Some gateways drop a refusal's body. */
const error = { "X-Latchkey-Error": "message" };
const errorBody = `{"error":"${variable("message")}"}`;

/** Without escaping, which no value needs: see `RefusalTexts`, and the grammars of ids and plans. */
const verification = `{"object":"verification","account_id":"${variable("accountId")}","plan":"${variable("plan")}","key_id":"${variable("keyId")}","remaining":${variable("rateLimitRemaining")}}`;

const responses: readonly VerifyResponse[] = [
  {
    status: 200,
    headers: {
      ...rateLimit,
      "X-Latchkey-Account": "accountId",
      "X-Latchkey-Key": "keyId",
      "X-Latchkey-Plan": "plan",
    },
    optional: [],
    body: verification,
  },
  { status: 400, headers: error, optional: [], body: errorBody },
  { status: 403, headers: error, optional: ["challenge"], body: errorBody },
  { status: 429, headers: { ...error, ...rateLimit }, optional: ["retryAfter"], body: errorBody },
  {
    status: 503,
    headers: { ...error, [verdictHeaders.retryAfter]: "retryAfter" },
    optional: [],
    body: errorBody,
  },
];

/** The integration as CloudFormation spells it, so that the route check can tell it from any other. */
export function verifyIntegration() {
  return {
    Type: "MOCK",
    // A body in a media type without a template could stand for the template's result.
    PassthroughBehavior: "NEVER",
    RequestTemplates: { "application/json": `{"statusCode":${variable("statusCode")}}` },
    IntegrationResponses: responses.map(({ status, headers, optional, body }) => ({
      StatusCode: String(status),
      SelectionPattern: String(status),
      ResponseParameters: Object.fromEntries(
        Object.entries(headers).map(([name, key]) => [
          `method.response.header.${name}`,
          `context.authorizer.${key}`,
        ]),
      ),
      ResponseTemplates: { "application/json": body + optional.map(setIfPresent).join("") },
    })),
  } as const;
}

/** AWS does not document a mapped header whose variable is missing; it does document conditions. */
function setIfPresent(key: VerdictHeader): string {
  const override = `$context.responseOverride.header.${verdictHeaders[key]}`;
  return `#if("$!context.authorizer.${key}" != "")#set(${override} = ${variable(key)})#end`;
}

function variable(key: string): string {
  return `$context.authorizer.${key}`;
}

/** Any method, since a gateway may ask with its caller's. */
export function answerVerify(api: RestApi, authorizer: IAuthorizer): void {
  const { RequestTemplates, IntegrationResponses } = verifyIntegration();
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { ...RequestTemplates },
    integrationResponses: IntegrationResponses.map((response) => ({
      statusCode: response.StatusCode,
      selectionPattern: response.SelectionPattern,
      responseParameters: response.ResponseParameters,
      responseTemplates: { ...response.ResponseTemplates },
    })),
  });
  api.root.resourceForPath(verifyPath).addMethod("ANY", integration, {
    authorizationType: AuthorizationType.CUSTOM,
    authorizer,
    methodResponses: responses.map(({ status, headers, optional }) => ({
      statusCode: String(status),
      responseParameters: Object.fromEntries(
        [...Object.keys(headers), ...optional.map((key) => verdictHeaders[key])].map((name) => [
          `method.response.header.${name}`,
          true,
        ]),
      ),
    })),
  });
}
