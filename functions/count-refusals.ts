import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { CloudWatchLogsEvent } from "aws-lambda";
import { required } from "../core/aws/environment.ts";
import { openTranslation } from "../core/store/document-client.ts";
import { createTableClient } from "../core/store/table-client.ts";
import * as budgets from "../core/time/budgets.ts";
import { type LambdaTime, withDeadline } from "../core/time/deadline.ts";
import { countRefusals } from "./refusals/count.ts";
import { readDelivery } from "./refusals/log-batch.ts";
import { tallyRefusals } from "./refusals/tally.ts";

const tableName = required(process.env, "TABLE_NAME");
/** A client with the SDK's own retries: nobody waits for an answer. */
const documentClient = DynamoDBDocumentClient.from(new DynamoDBClient(), openTranslation);

/** Counts the refusals in the public API's access log. If it throws, Lambda retries the batch. */
export async function handler(event: CloudWatchLogsEvent, lambda?: LambdaTime): Promise<void> {
  const batch = readDelivery(event);
  if (!batch) return;
  await withDeadline(budgets.refusalsMs, lambda, async (deadline) => {
    const options = { attemptTimeoutMs: budgets.managementAttemptMs, random: Math.random };
    await countRefusals(tallyRefusals(batch.messages), batch, {
      tableName,
      client: createTableClient(documentClient, deadline, options),
      update: (input) => documentClient.send(new UpdateCommand(input)),
    });
  });
}
