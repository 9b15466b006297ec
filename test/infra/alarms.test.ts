import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { edgeLogFields } from "../../lib/constructs/edge-log.ts";
import { latchkeyApp } from "../../lib/latchkey-app.ts";
import { configuration } from "./support/stages.ts";
import { type Synthesised, synthesised } from "./support/synthesised.ts";

const runbooks = readFileSync(new URL("../../docs/runbooks.md", import.meta.url), "utf8");
const headings = [...runbooks.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
  title.toLowerCase().replaceAll(" ", "-"),
);
/** Runbooks of what no alarm of prod tells. */
const others = [
  "protected-api-faults",
  "lost-table",
  "key-compromise",
  "operator-token-rotation",
  "pepper-rotation",
  "region-move",
  "removal",
];

interface Properties {
  readonly [name: string]: unknown;
}

let prod: Synthesised;
beforeAll(async () => {
  prod = await synthesised("prod", { context: { webhookUrl: "https://hooks.example.com/x" } });
});
afterAll(() => prod.dispose());

function propertiesOf(type: string): [string, Properties][] {
  return Object.entries(prod.template.findResources(type)).map(([id, { Properties }]) => [
    id.replace(/[0-9A-F]{8}$/, ""),
    Properties,
  ]);
}

describe("alarms", () => {
  it.each([
    ["PublicApiFaults", "AWS/ApiGateway 5XXError Sum 60 s >= 1"],
    ["ManagementApiFaults", "AWS/ApiGateway 5XXError Sum 60 s >= 1"],
    ["AuthorizerErrors", "AWS/Lambda Errors Sum 60 s >= 1"],
    ["AuthorizerThrottles", "AWS/Lambda Throttles Sum 60 s >= 1"],
    ["AuthorizerLatency", "AWS/Lambda Duration p99 300 s >= 500, 3 times"],
    ["ManagementAuthorizerErrors", "AWS/Lambda Errors Sum 60 s >= 1"],
    ["ManagementAuthorizerThrottles", "AWS/Lambda Throttles Sum 60 s >= 1"],
    ["Concurrency", "AWS/Lambda ConcurrentExecutions Maximum 60 s >= 800"],
    ["TableReadThrottles", "AWS/DynamoDB ReadThrottleEvents Sum 60 s >= 1"],
    ["TableWriteThrottles", "AWS/DynamoDB WriteThrottleEvents Sum 60 s >= 1"],
    ["PepperUnreachable", "own PepperFaults Sum 60 s >= 1"],
    ["MissingVerdicts", "own MissingVerdicts Sum 60 s >= 1"],
    ["AnsweredPastVerdict", "own AnsweredPastVerdict Sum 60 s >= 1"],
    ["InvalidKeyFlood", "own InvalidKeys Sum 300 s >= 3000"],
    ["ManagementRefusals", "own ManagementRefusals Sum 300 s >= 100"],
    ["EventFailures", "AWS/SQS ApproximateNumberOfMessagesVisible Sum 60 s >= 1"],
    ["WebhookDeadLetters", "AWS/SQS ApproximateNumberOfMessagesVisible Sum 60 s >= 1"],
    ["DistributionFaults", "AWS/CloudFront 5xxErrorRate Average 300 s >= 5, 2 times"],
  ])("%s goes off at %s", (id, rule) => {
    const found = propertiesOf("AWS::CloudWatch::Alarm").find(([name]) => name === `Alarms${id}`);
    expect(found && ruleOf(found[1])).toBe(rule);
    expect(found?.[1]).toMatchObject({
      TreatMissingData: "notBreaching",
      AlarmActions: [{ Ref: expect.stringMatching(/^AlarmsTopic/) }],
    });
  });

  it("are no others than these, and each has a runbook that exists, and each runbook an alarm", () => {
    const alarms = propertiesOf("AWS::CloudWatch::Alarm");
    expect(alarms).toHaveLength(18);
    const linked = alarms.map(
      ([, { AlarmDescription }]) =>
        /^[A-Z].*\. Runbook: docs\/runbooks\.md#([a-z-]+)$/.exec(String(AlarmDescription))?.[1],
    );
    // Those of a budget cannot link to it.
    const named = [...new Set([...linked, "spend", ...others])].sort();
    expect(named).toEqual([...headings].sort());
  });

  it("count what the product emits: each metric of its own has a filter, and none is without use", () => {
    const filters = propertiesOf("AWS::Logs::MetricFilter").map(
      ([, { MetricTransformations }]) => Object(MetricTransformations)[0],
    );
    const emitted = new Set(filters.map(({ MetricName }) => MetricName));
    for (const [, { Namespace, MetricName }] of propertiesOf("AWS::CloudWatch::Alarm")) {
      if (String(Namespace).startsWith("AWS/")) continue;
      expect(emitted).toContain(MetricName);
      expect(filters.map(({ MetricNamespace }) => MetricNamespace)).toContain(Namespace);
    }
    const [[, { DashboardBody } = {}] = []] = propertiesOf("AWS::CloudWatch::Dashboard");
    for (const name of emitted)
      expect(JSON.stringify(DashboardBody) + usedByAlarms()).toContain(name);
  });
});

function usedByAlarms(): string {
  return JSON.stringify(propertiesOf("AWS::CloudWatch::Alarm"));
}

function ruleOf(alarm: Properties): string {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Period, Threshold } = alarm;
  expect(alarm.ComparisonOperator).toBe("GreaterThanOrEqualToThreshold");
  const place = String(Namespace).startsWith("AWS/") ? Namespace : "own";
  const times = alarm.EvaluationPeriods === 1 ? "" : `, ${alarm.EvaluationPeriods} times`;
  return `${place} ${MetricName} ${Statistic ?? ExtendedStatistic} ${Period} s >= ${Threshold}${times}`;
}

describe("the dashboard", () => {
  it("has a row for each question, and queries only logs of the stack", () => {
    const [[, { DashboardBody } = {}] = []] = propertiesOf("AWS::CloudWatch::Dashboard");
    const parts: unknown = Object(DashboardBody)["Fn::Join"][1];
    const text = [parts].flat().map((part) => (typeof part === "string" ? part : nameOf(part)));
    const { widgets } = JSON.parse(text.join(""));
    const texts = widgets.flatMap(({ properties: { markdown = "" } }) => markdown);
    expect(texts.filter((markdown: string) => markdown.startsWith("##"))).toEqual([
      "## Is it healthy?",
      "## Who is limited?",
      "## Who attacks?",
      "## What does it cost?",
    ]);
    const queries = widgets.flatMap(({ properties: { query = [] } }) => query);
    expect(queries).toHaveLength(6);
    for (const query of queries) {
      expect(query).toMatch(/^SOURCE '(PublicApiAccessLog|ManagementApiAccessLog|EdgeLog)\w+' \|/);
    }
  });
});

/** The logical id in a reference. */
function nameOf(reference: unknown): string {
  const { Ref, "Fn::GetAtt": attribute } = Object(reference);
  return Ref ?? attribute.join(".");
}

describe("the log of the distribution", () => {
  it("has nothing that a caller may have put a secret into", () => {
    const [[, delivery] = []] = propertiesOf("AWS::Logs::Delivery");
    expect(delivery?.RecordFields).toEqual(edgeLogFields);
    expect(
      edgeLogFields.filter((field) =>
        /uri|query|referer|cookie|header|agent|host|forwarded/i.test(field),
      ),
    ).toEqual([]);
    expect(edgeLogFields).toContain("c-ip");
  });

  it("is refused outside of us-east-1, by a line that names the setting", async () => {
    await expect(stackIn("eu-central-1", { edgeLogs: true })).rejects.toThrow(
      /^edgeLogs must be false in eu-central-1: [^\n]+$/,
    );
  });

  it("and the alarm for CloudFront are left out elsewhere, and the rest is not", async () => {
    const template = await stackIn("eu-central-1", { edgeLogs: false });
    expect(template.includes("AlarmsDistributionFaults")).toBe(false);
    expect(template.includes("AlarmsPublicApiFaults")).toBe(true);
  });
});

/*
 * A budget goes by the account's bill, which no local run has. Types and units are those of
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Notification.html
 */
it("a budget warns the topic of the alarms, to which budgets may publish", async () => {
  const alarms = { monthlyBudgetUsd: 500, runbooks: "https://wiki.example.com/r", concurrency: 8 };
  const template = await stackIn("us-east-1", { alarms });
  for (const text of [
    '"Budget":{"BudgetLimit":{"Amount":500,"Unit":"USD"},"BudgetType":"COST","TimeUnit":"MONTHLY"}',
    '"Notification":{"ComparisonOperator":"GREATER_THAN","NotificationType":"ACTUAL","Threshold":80}',
    '"Notification":{"ComparisonOperator":"GREATER_THAN","NotificationType":"FORECASTED","Threshold":100}',
    "budgets.amazonaws.com",
    "Runbook: https://wiki.example.com/r#concurrency",
  ]) {
    expect([text, template.includes(text)]).toEqual([text, true]);
  }
  const subscriber =
    /"Subscribers":\[\{"Address":\{"Ref":"AlarmsTopic\w+"\},"SubscriptionType":"SNS"\}\]/g;
  expect(template.match(subscriber)).toHaveLength(2);
});

/** The text of the template of prod in a region, with other settings. */
async function stackIn(region: string, changes: object): Promise<string> {
  const { prod: stage } = configuration.stages;
  if (!stage) throw new Error("there is no stage prod");
  const app = await latchkeyApp({
    stage: "prod",
    configuration: { ...configuration, stages: { prod: { ...stage, region, ...changes } } },
  });
  return JSON.stringify(app.synth().getStackByName("Latchkey-prod").template);
}
