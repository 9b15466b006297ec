import type { Config } from "../../core/config/config.ts";
import { componentSchemas } from "./json-schema.ts";
import { accountListSchema, accountSchema } from "./schemas/account.ts";
import {
  keySchemasFor,
  previousSecretSchema,
  quotasSchema,
  quotaUsageSchema,
  usageSchema,
} from "./schemas/api-key.ts";
import { callerSchema } from "./schemas/caller.ts";
import { callerAccountSchemaFor } from "./schemas/caller-account.ts";
import { errorSchema } from "./schemas/error.ts";
import { eventListSchema, eventSchema } from "./schemas/event.ts";
import { explanationSchema } from "./schemas/explanation.ts";
import { healthSchema } from "./schemas/health.ts";
import { importPreviewSchema } from "./schemas/import-preview.ts";
import { loggedRequestSchema } from "./schemas/logged-request.ts";
import { modelListSchema, modelSchema } from "./schemas/model.ts";
import { openapiSchema } from "./schemas/openapi.ts";
import { refusalsSchema } from "./schemas/refusals.ts";
import { verificationSchema } from "./schemas/verification.ts";
import type { JsonSchema } from "./types.ts";

/** Every object that an answer can hold, by its name in the document. */
function responseSchemasFor({ keyPrefix }: Pick<Config, "keyPrefix">) {
  const { ApiKey, ApiKeyList, IssuedApiKey } = keySchemasFor(keyPrefix);
  return {
    Account: accountSchema,
    AccountList: accountListSchema,
    ApiKey,
    ApiKeyList,
    Caller: callerSchema,
    CallerAccount: callerAccountSchemaFor(keyPrefix),
    Error: errorSchema,
    Event: eventSchema,
    EventList: eventListSchema,
    Explanation: explanationSchema,
    Health: healthSchema,
    ImportPreview: importPreviewSchema,
    IssuedApiKey,
    LoggedRequest: loggedRequestSchema,
    Model: modelSchema,
    ModelList: modelListSchema,
    OpenApi: openapiSchema,
    PreviousSecret: previousSecretSchema,
    Quotas: quotasSchema,
    QuotaUsage: quotaUsageSchema,
    Refusals: refusalsSchema,
    Usage: usageSchema,
    Verification: verificationSchema,
  } as const;
}

export type ResponseSchemaName = keyof ReturnType<typeof responseSchemasFor>;

export function componentsFor(config: Pick<Config, "keyPrefix">): Record<string, JsonSchema> {
  return componentSchemas(responseSchemasFor(config));
}
