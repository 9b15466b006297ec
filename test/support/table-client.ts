import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { createTableClient, type TableClient } from "../../core/store/table-client.ts";
import type { Deadline } from "../../core/time/deadline.ts";
import { ample } from "./deadlines.ts";

/** The table for one request, which tries again without a pause. */
export function tableClient(
  client: DynamoDBDocumentClient,
  deadline: Deadline = ample,
  random = () => 0,
): TableClient {
  return createTableClient(client, deadline, { attemptTimeoutMs: 5_000, random });
}
