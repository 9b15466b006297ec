import { randomBytes } from "node:crypto";
import type { Context } from "aws-lambda";
import { defaultKeyPrefix, issueKey } from "../../../core/key/api-key.ts";
import { parseKeyring } from "../../../core/key/pepper.ts";
import { endpointsVariable } from "../../../core/webhook/endpoint.ts";
import { lambdaContext } from "../../support/lambda-context.ts";
import { ManagementOnTable } from "../../support/management-on-table.ts";
import { startTable, type TestTable } from "../../support/table.ts";
import { type FakeAws, startFakeAws } from "./fake-aws.ts";

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** The functions' surroundings: a table, a fake of the other services, and secrets. */
export interface Cloud {
  readonly table: TestTable;
  readonly aws: FakeAws;
  /** A live key of account `fuzzed`, with the highest limit. */
  readonly key: string;
  readonly keyId: string;
  readonly management: ManagementOnTable;
  readonly operatorToken: string;
  /** Everything that may occur in no output. */
  readonly secrets: readonly string[];
  readonly webhookUrl: string;
  /** @param name of an entry of `functions/` */
  load(name: string): Promise<Handler>;
  stop(): Promise<void>;
}

/** Sets the environment that the functions read when they are loaded. */
export async function startCloud(): Promise<Cloud> {
  const table = await startTable();
  const pepper = randomBytes(32).toString("hex");
  const operatorToken = randomBytes(32).toString("hex");
  const webhookSecret = randomBytes(32).toString("base64");
  const keyringText = JSON.stringify({ active: "v1", v1: pepper });
  const aws = await startFakeAws({
    pepper: keyringText,
    operator: operatorToken,
    origin: randomBytes(32).toString("hex"),
    webhook: JSON.stringify({ current: webhookSecret }),
  });
  const webhookUrl = `${aws.url}/webhooks`;
  Object.assign(process.env, {
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: aws.url,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    TABLE_NAME: table.name,
    PEPPER_SECRET_ARN: "pepper",
    ORIGIN_SECRET_ARN: "origin",
    OPERATOR_TOKEN_SECRET_ARN: "operator",
    EVENT_BUS_NAME: "bus",
    FAILURE_QUEUE_URL: "failures",
    WEBHOOK_QUEUE_URL: "webhooks",
    [endpointsVariable]: JSON.stringify([
      { url: webhookUrl, allowPrivate: true, secretArn: "webhook" },
    ]),
    ACCESS_LOG_GROUPS: "access-log",
    FORWARD_URL: `${aws.url}/back-end`,
    FORWARD_FUNCTION_ARN: "arn:aws:lambda:us-east-1:123456789012:function:back-end",
    FORWARD_TIMEOUT_MS: "2000",
  });
  const management = new ManagementOnTable(table, parseKeyring(keyringText));
  management.nowEpochMs = Date.now();
  await management.call("putAccount", { accountId: "fuzzed", body: { plan: "agency" } });
  const { id, key } = await management.newKey("fuzzed", { rate_limit_per_minute: 10_000 });
  return {
    table,
    aws,
    key,
    keyId: id,
    management,
    operatorToken,
    secrets: [key, pepper, operatorToken, webhookSecret],
    webhookUrl,
    async load(name) {
      const { handler } = await import(`../../../functions/${name}.ts`);
      return handler;
    },
    async stop() {
      await aws.stop();
      await table.stop();
    },
  };
}

/** A key of the right form that no table has. */
export function unknownKey(): string {
  return issueKey(randomBytes, defaultKeyPrefix).text;
}

/** Lambda's context beside the event, with all the time that the function has. */
export const fuzzContext: Context = { ...lambdaContext, getRemainingTimeInMillis: () => 30_000 };
