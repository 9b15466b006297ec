import { afterEach, expect, it } from "@jest/globals";
import * as clients from "../../core/aws/clients.ts";
import type { Environment } from "../../core/aws/environment.ts";
import type { JsonService } from "../../core/aws/json-service.ts";
import { ample } from "../support/deadlines.ts";
import { type JsonServer, startJsonServer } from "../support/json-server.ts";

/* Reach: an HTTP server of this test's own on 127.0.0.1. */

let server: JsonServer;
afterEach(() => server.stop());

const identity = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "secret",
};

/** Each with the end of its variable, its target and version, and the name that its signature has. */
const services: [
  name: string,
  create: (environment: Environment) => JsonService,
  ...expected: [suffix: string, target: string, version: string, service: string],
][] = [
  ["DynamoDB", clients.createDynamoDb, "DYNAMODB", "DynamoDB_20120810", "1.0", "dynamodb"],
  [
    "Secrets Manager",
    clients.createSecretsManager,
    "SECRETS_MANAGER",
    "secretsmanager",
    "1.1",
    "secretsmanager",
  ],
  ["SQS", clients.createSqs, "SQS", "AmazonSQS", "1.0", "sqs"],
  ["CloudWatch Logs", clients.createLogs, "CLOUDWATCH_LOGS", "Logs_20140328", "1.1", "logs"],
  ["EventBridge", clients.createEventBridge, "EVENTBRIDGE", "AWSEvents", "1.1", "events"],
];

it.each(services)("%s is called as its protocol wants", async (_, create, ...expected) => {
  const [suffix, target, version, service] = expected;
  server = await startJsonServer([{ status: 200, body: '{"ok":true}' }]);
  const environment = { ...identity, [`AWS_ENDPOINT_URL_${suffix}`]: server.endpoint.href };
  expect(await create(environment).call("Act", { a: 1 }, ample)).toEqual({ ok: true });
  expect(server.requests).toMatchObject([
    {
      body: '{"a":1}',
      headers: {
        "x-amz-target": `${target}.Act`,
        "content-type": `application/x-amz-json-${version}`,
        authorization: expect.stringMatching(
          new RegExp(`Credential=id/\\d{8}/eu-west-1/${service}/aws4_request,`),
        ),
      },
    },
  ]);
});
