import { randomBytes } from "node:crypto";
import type { FunctionModel } from "../template/model.ts";
import { region } from "../template/simulated-account.ts";

/**
 * Addresses of the local services.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export interface ServiceEndpoints {
  readonly dynamodb: string;
  readonly secretsManager: string;
  /** Absent: functions cannot search logs. */
  readonly logs?: string | undefined;
  /** Absent: functions cannot invoke others. */
  readonly lambda?: string | undefined;
  /** Absent: functions have no queues and no event bus. */
  readonly sqs?: string | undefined;
  readonly eventBridge?: string | undefined;
}

/** Not secret: the local services accept any. DynamoDB Local wants letters and digits only. */
export const localCredentials = {
  AWS_ACCESS_KEY_ID: "CFNLOCAL",
  AWS_SECRET_ACCESS_KEY: "cfnlocal",
  AWS_SESSION_TOKEN: "cfnlocal",
};

/**
 * Turns off the SDK's warning about this machine's Node version. Deployed functions run on the
 * template's runtime instead.
 */
export const withoutNodeWarning = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

export function logGroupOf({ name }: FunctionModel): string {
  return `/aws/lambda/${name}`;
}

/**
 * The environment of a function: the template's variables, those that Lambda sets, and the
 * endpoints. Nothing of the host's environment.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  model: FunctionModel,
  endpoints: ServiceEndpoints,
): Record<string, string> {
  const today = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return {
    ...model.environment,
    ...localCredentials,
    ...withoutNodeWarning,
    _HANDLER: model.handler,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    ...(endpoints.logs !== undefined && { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoints.logs }),
    ...(endpoints.lambda !== undefined && { AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda }),
    ...(endpoints.sqs !== undefined && { AWS_ENDPOINT_URL_SQS: endpoints.sqs }),
    ...(endpoints.eventBridge !== undefined && {
      AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBridge,
    }),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_EXECUTION_ENV: `AWS_Lambda_${model.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupOf(model),
    AWS_LAMBDA_LOG_STREAM_NAME: `${today}/[$LATEST]${randomBytes(16).toString("hex")}`,
    AWS_REGION: region,
    LAMBDA_TASK_ROOT: model.codeDirectory,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}
