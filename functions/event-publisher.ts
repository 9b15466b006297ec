import type { Context, DynamoDBStreamEvent } from "aws-lambda";
import { createDynamoDb, createEventBridge, createSqs } from "../core/aws/clients.ts";
import { required } from "../core/aws/environment.ts";
import * as budgets from "../core/time/budgets.ts";
import { withDeadline } from "../core/time/deadline.ts";
import { endpointsFrom } from "../core/webhook/endpoint.ts";
import { publish } from "./events/publish.ts";

const ports = {
  dynamoDb: createDynamoDb(process.env).call,
  tableName: required(process.env, "TABLE_NAME"),
  sqs: createSqs(process.env).call,
  eventBridge: createEventBridge(process.env).call,
  busName: required(process.env, "EVENT_BUS_NAME"),
  failureQueueUrl: required(process.env, "FAILURE_QUEUE_URL"),
  endpoints: endpointsFrom(process.env),
  webhookQueueUrl: process.env.WEBHOOK_QUEUE_URL,
};

/** Publishes new events of the audit trail. */
export const handler = (event: DynamoDBStreamEvent, context: Context) =>
  withDeadline(budgets.publisherMs, context, (deadline) => publish(event, deadline, ports));
