import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { attempts } from "../../core/webhook/pauses.ts";
import { defineConfig } from "../../lib/config/define-config.ts";
import { parseConfiguration } from "../../lib/config/parse-config.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const url = "http://127.0.0.1:4000/hook";
const arnOf = (id: string, attribute = "Arn") => ({
  "Fn::GetAtt": [expect.stringMatching(`^${id}`), attribute],
});

describe("events", () => {
  let plain: Synthesised;
  let hooked: Synthesised;
  beforeAll(async () => {
    plain = await synthesised("prod");
    hooked = await synthesised("prod", { context: { webhookUrl: url } });
  });
  afterAll(() => {
    plain.dispose();
    hooked.dispose();
  });

  const propertiesOf = ({ template }: Synthesised, type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const mappings = (from: Synthesised) => propertiesOf(from, "AWS::Lambda::EventSourceMapping");

  it("come from the stream, of which only new events invoke anything", () => {
    expect(mappings(plain)).toEqual([
      {
        FunctionName: { Ref: expect.stringMatching(/^EventsPublisherFunction/) },
        EventSourceArn: arnOf("Table", "StreamArn"),
        StartingPosition: "TRIM_HORIZON",
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
        BatchSize: 100,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        MaximumRecordAgeInSeconds: 23 * 3600,
        DestinationConfig: { OnFailure: { Destination: arnOf("EventsFailures") } },
      },
    ]);
  });

  it("go to the stack's own bus, and to no queue where no webhooks are configured", () => {
    plain.template.resourceCountIs("AWS::Events::EventBus", 1);
    plain.template.resourceCountIs("AWS::SQS::Queue", 1);
    expect(statementsOf(plain, "EventsPublisherRole")).toEqual([
      expect.objectContaining({ Action: ["logs:CreateLogStream", "logs:PutLogEvents"] }),
      {
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Effect: "Allow",
        Resource: arnOf("Table", "StreamArn"),
      },
      {
        Action: "dynamodb:ListStreams",
        Effect: "Allow",
        Resource: { "Fn::Join": ["", [arnOf("Table"), "/stream/*"]] },
      },
      within(["EVENTS#*"], "dynamodb:PutItem"),
      { Action: "events:PutEvents", Effect: "Allow", Resource: arnOf("EventsBus") },
      { Action: "sqs:SendMessage", Effect: "Allow", Resource: arnOf("EventsFailures") },
    ]);
  });

  it("are looked for among the keys that expire, without the right to change any", () => {
    expect(propertiesOf(plain, "AWS::Events::Rule")).toMatchObject([
      {
        ScheduleExpression: "rate(15 minutes)",
        Targets: [{ Arn: arnOf("EventsExpiryNoticesFunction"), Id: "Target0" }],
      },
    ]);
    const [, ...statements] = statementsOf(plain, "EventsExpiryNoticesRole");
    expect(statements).toEqual([
      {
        Action: "dynamodb:Query",
        Effect: "Allow",
        Resource: { "Fn::Join": ["", [arnOf("Table"), "/index/expiring"]] },
      },
      within(["KEY#*", "ACCOUNT#*", "SCHEDULE"], "dynamodb:GetItem"),
      within(["ACCOUNT#*", "SCHEDULE"], "dynamodb:PutItem"),
    ]);
  });

  it("are sent as webhooks from an encrypted queue with dead letters, by what may do nothing else", () => {
    expect(propertiesOf(hooked, "AWS::SQS::Queue")).toContainEqual({
      RedrivePolicy: {
        deadLetterTargetArn: arnOf("EventsWebhooksDeadLetters"),
        maxReceiveCount: attempts,
      },
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 14 * 86_400,
      VisibilityTimeout: 132,
    });
    expect(mappings(hooked)).toContainEqual({
      FunctionName: { Ref: expect.stringMatching(/^EventsWebhooksSenderFunction/) },
      EventSourceArn: arnOf("EventsWebhooksQueue"),
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    const [, ...statements] = statementsOf(hooked, "EventsWebhooksSenderRole");
    expect(statements).toEqual([
      {
        Action: [
          "sqs:ChangeMessageVisibility",
          "sqs:DeleteMessage",
          "sqs:GetQueueAttributes",
          "sqs:ReceiveMessage",
        ],
        Effect: "Allow",
        Resource: arnOf("EventsWebhooksQueue"),
      },
      {
        Action: "secretsmanager:GetSecretValue",
        Effect: "Allow",
        Resource: { Ref: expect.stringMatching(/^EventsWebhooksSecret/) },
      },
    ]);
  });

  it("raise an alarm if they are given up", () => {
    const names = Object.keys(hooked.template.findResources("AWS::CloudWatch::Alarm")).join();
    expect(names).toContain("EventFailures");
    expect(names).toContain("WebhookDeadLetters");
  });

  it("keep the secrets that sign them out of the template", () => {
    hooked.template.hasResourceProperties("AWS::SecretsManager::Secret", {
      GenerateSecretString: {
        PasswordLength: 44,
        ExcludePunctuation: true,
        SecretStringTemplate: "{}",
        GenerateStringKey: "current",
      },
    });
  });
});

/** The statements of a role, the one for its log first. */
function statementsOf({ template }: Synthesised, role: string): unknown[] {
  const policies = template.findResources("AWS::IAM::Policy");
  const [, policy] = Object.entries(policies).find(([id]) => id.startsWith(role)) ?? [];
  return policy?.Properties.PolicyDocument.Statement;
}

function within(partitions: readonly string[], Action: string) {
  const Condition = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } };
  return { Action, Condition, Effect: "Allow", Resource: arnOf("Table") };
}

describe("the configuration of webhooks", () => {
  const stage = {
    region: "us-east-1",
    retention: { whenDeleted: "destroy", logDays: 7 },
    throttles: {
      public: { ratePerSecond: 1, burst: 1 },
      management: { ratePerSecond: 1, burst: 1 },
    },
  } as const;
  const parse = (webhooks: unknown) =>
    parseConfiguration(
      { ...defineConfig({ stages: {} }), stages: { dev: { ...stage, webhooks } } },
      "config",
    ).stages.dev?.webhooks;

  it("takes URLs with a filter of events", () => {
    const webhooks = [
      { url: "https://hooks.example.com/a", events: ["key.leaked", "key.expiring"] },
      { url: "http://127.0.0.1:4000/", allowPrivate: true },
    ];
    expect(parse(webhooks)).toEqual(webhooks);
    expect(parse(undefined)).toEqual([]);
  });

  const good = "https://hooks.example.com/";
  it.each([
    [[{ url: "https://10.0.0.1/" }], "stages.dev.webhooks[0].url must be at a public address"],
    [[{ url: "https://[::1]/" }], "stages.dev.webhooks[0].url must be at a public address"],
    [[{ url: "http://hooks.example.com/" }], "stages.dev.webhooks[0].url must be an https URL"],
    [[{ url: "nonsense" }], "stages.dev.webhooks[0].url must be an https URL"],
    [[{ url: good, events: ["key.exploded"] }], "stages.dev.webhooks[0].events[0] must be one of"],
    [[{ url: good, events: [] }], "stages.dev.webhooks[0].events must have an action"],
    [[{ url: good, secret: "x" }], "stages.dev.webhooks[0].secret is no field"],
    [[{ url: good }, { url: good }], "stages.dev.webhooks[1].url must differ from webhooks[0].url"],
    [
      Array.from({ length: 6 }, (_, index) => ({ url: `${good}${index}` })),
      "stages.dev.webhooks must be at most 5 endpoints",
    ],
  ])("refuses %j by name", (webhooks, message) => {
    expect(() => parse(webhooks)).toThrow(message);
  });
});
