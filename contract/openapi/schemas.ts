import { componentSchemas } from "./json-schema.ts";
import { accountListSchema, accountSchema } from "./schemas/account.ts";
import {
  issuedKeySchema,
  keyListSchema,
  keySchema,
  previousSecretSchema,
  quotasSchema,
  quotaUsageSchema,
  usageSchema,
} from "./schemas/api-key.ts";
import { callerSchema } from "./schemas/caller.ts";
import { callerAccountSchema } from "./schemas/caller-account.ts";
import { errorSchema } from "./schemas/error.ts";
import { eventListSchema, eventSchema } from "./schemas/event.ts";
import { explanationSchema } from "./schemas/explanation.ts";
import { importPreviewSchema } from "./schemas/import-preview.ts";
import { modelListSchema, modelSchema } from "./schemas/model.ts";
import { openapiSchema } from "./schemas/openapi.ts";

/** Every object that an answer can hold, by its name in the document. */
export const answerSchemas = {
  Account: accountSchema,
  AccountList: accountListSchema,
  ApiKey: keySchema,
  ApiKeyList: keyListSchema,
  Caller: callerSchema,
  CallerAccount: callerAccountSchema,
  Error: errorSchema,
  Event: eventSchema,
  EventList: eventListSchema,
  Explanation: explanationSchema,
  ImportPreview: importPreviewSchema,
  IssuedApiKey: issuedKeySchema,
  Model: modelSchema,
  ModelList: modelListSchema,
  OpenApi: openapiSchema,
  PreviousSecret: previousSecretSchema,
  Quotas: quotasSchema,
  QuotaUsage: quotaUsageSchema,
  Usage: usageSchema,
} as const;

export type AnswerSchemaName = keyof typeof answerSchemas;

export const components = componentSchemas(answerSchemas);
