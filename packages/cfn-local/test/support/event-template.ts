import { lambdaFunction } from "./template.ts";

const arnOf = (logicalId: string, attribute = "Arn") => ({ "Fn::GetAtt": [logicalId, attribute] });

/**
 * A table whose new items of `EVENT#` go from its stream to a function, which puts them on a bus and
 * into a queue; a function at the end of the queue; and a rule that runs every minute.
 */
export const eventResources = {
  Log: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "due", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-due",
          KeySchema: [
            { AttributeName: "sk", KeyType: "HASH" },
            { AttributeName: "due", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    },
  },
  Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "bus" } },
  Dead: { Type: "AWS::SQS::Queue", Properties: {} },
  GivenUp: { Type: "AWS::SQS::Queue", Properties: {} },
  Work: {
    Type: "AWS::SQS::Queue",
    Properties: {
      RedrivePolicy: { deadLetterTargetArn: arnOf("Dead"), maxReceiveCount: 3 },
    },
  },
  PublisherFunction: lambdaFunction("publisher", {
    Environment: { Variables: { QUEUE_URL: { Ref: "Work" }, BUS: { Ref: "Bus" } } },
  }),
  WorkerFunction: lambdaFunction("worker", {
    Environment: { Variables: { QUEUE_URL: { Ref: "Work" }, BUS: { Ref: "Bus" } } },
  }),
  Stream: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      FunctionName: { Ref: "PublisherFunction" },
      EventSourceArn: arnOf("Log", "StreamArn"),
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: arnOf("GivenUp") } },
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ["INSERT"],
              dynamodb: { Keys: { sk: { S: [{ prefix: "EVENT#" }] } } },
            }),
          },
        ],
      },
    },
  },
  Consumer: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      FunctionName: arnOf("WorkerFunction"),
      EventSourceArn: arnOf("Work"),
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    },
  },
  EveryMinute: {
    Type: "AWS::Events::Rule",
    Properties: {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [{ Id: "Target", Arn: arnOf("WorkerFunction") }],
    },
  },
} as const;

const call = `
const call = async (service, target, version, input) => {
  const response = await fetch(process.env["AWS_ENDPOINT_URL_" + service], {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-" + version, "X-Amz-Target": target },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};
const tell = (DetailType, detail) =>
  call("EVENTBRIDGE", "AWSEvents.PutEvents", "1.1", {
    Entries: [{ EventBusName: process.env.BUS, Source: "test", DetailType, Detail: JSON.stringify(detail) }],
  });
`;

/** Fails for a batch with a poisonous item; tells of the others. */
export const eventBundles = {
  publisher: `${call}
export const handler = async ({ Records }) => {
  const names = Records.map(({ dynamodb }) => dynamodb.Keys.sk.S);
  if (names.includes("EVENT#poison")) throw new Error("poison");
  for (const MessageBody of names) {
    await tell("published", { name: MessageBody });
    await call("SQS", "AmazonSQS.SendMessage", "1.0", { QueueUrl: process.env.QUEUE_URL, MessageBody });
  }
};`,
  worker: `${call}
export const handler = async ({ Records }) => {
  const failed = Records.filter(({ body }) => body.includes("bad"));
  for (const { messageId, body, attributes, receiptHandle } of Records) {
    await tell("worked", { name: body, attempt: attributes.ApproximateReceiveCount });
    if (body.includes("bad")) {
      await call("SQS", "AmazonSQS.ChangeMessageVisibility", "1.0", {
        QueueUrl: process.env.QUEUE_URL, ReceiptHandle: receiptHandle, VisibilityTimeout: 1000,
      });
    }
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`,
};
