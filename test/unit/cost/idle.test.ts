import { describe, expect, it } from "@jest/globals";
import { idleBill, templateSchema } from "../../../bench/cost/idle/idle-bill.ts";
import { idleReport } from "../../../bench/cost/idle/idle-report.ts";
import { synthesisedTemplates } from "../../../bench/cost/idle/synthesised-templates.ts";
import { parseCostOptions } from "../../../bench/cost/options.ts";
import { regions } from "../../../bench/cost/prices.ts";

const prices = regions["us-east-1"];
if (!prices) throw new Error("there are no prices of us-east-1");

function billOf(...resources: object[]) {
  const Resources = Object.fromEntries(resources.map((each, index) => [`R${index}`, each]));
  return idleBill([templateSchema.parse({ Resources })], prices ?? never());
}

function never(): never {
  throw new Error("there are no prices");
}

describe("the bill of a deployment without a request", () => {
  it("counts resources, and what each is billed by", () => {
    const stat = { MetricStat: {} };
    const { lines, unpriced } = billOf(
      { Type: "AWS::CloudWatch::Alarm", Properties: { Period: 60 } },
      {
        Type: "AWS::CloudWatch::Alarm",
        Properties: { Metrics: [stat, stat, { Expression: "m1/m2" }] },
      },
      { Type: "AWS::CloudWatch::Dashboard" },
      { Type: "AWS::SecretsManager::Secret", Properties: { ReplicaRegions: [{}] } },
      { Type: "AWS::WAFv2::WebACL", Properties: { Rules: [{}, {}, {}] } },
      { Type: "AWS::Route53::HostedZone" },
    );
    expect(unpriced).toEqual([]);
    expect(lines.map(({ item, count, usd }) => [item, count, Number(usd.toFixed(2))])).toEqual([
      ["web ACLs", 1, 5],
      ["dashboards", 1, 3],
      ["web ACL rules", 3, 3],
      ["secrets and their replicas", 2, 0.8],
      ["hosted zones", 1, 0.5],
      ["alarms, by metric", 3, 0.3],
    ]);
    const report = idleReport({ lines, unpriced }, "prod");
    for (const page of ["cloudwatch", "secrets-manager", "waf", "kms", "route53", "sqs"]) {
      expect(report).toMatch(
        new RegExp(
          `20\\d\\d-\\d\\d-\\d\\d  https://aws\\.amazon\\.com/${page}/pricing/, seen at https://`,
        ),
      );
    }
    expect(report).toMatch(/together +12\.60\n/);
    expect(report).toMatch(/of that, the web ACLs +8\.00\n/);
    expect(report).toMatch(/without web ACLs +4\.60\n/);
  });

  it("has what runs without a request: schedules, and readers of queues but not of streams", () => {
    const source = (...names: string[]) => ({
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: { EventSourceArn: { "Fn::GetAtt": names } },
    });
    const rule = (ScheduleExpression?: string) => ({
      Type: "AWS::Events::Rule",
      Properties: { ScheduleExpression },
    });
    const { lines } = billOf(
      rule("rate(15 minutes)"),
      rule(),
      source("WebhooksQueue1", "Arn"),
      source("Table1", "StreamArn"),
    );
    expect(lines.map(({ item, count }) => [item, count])).toEqual([
      ["empty reads of queues", 648_000],
      ["runs of schedules", 2_880],
    ]);
  });

  it("names a type that nobody gave a price", () => {
    const bill = billOf({ Type: "AWS::EC2::NatGateway" }, { Type: "AWS::IAM::Role" });
    expect(bill).toEqual({ lines: [], unpriced: ["AWS::EC2::NatGateway"] });
    expect(idleReport(bill, "prod")).toContain("No price is known of AWS::EC2::NatGateway");
  });

  it("has a price for everything in the template of prod, its alarms and secrets among it", async () => {
    const { stage, templates } = await synthesisedTemplates();
    const { lines, unpriced } = idleBill(templates, prices);
    expect([stage, unpriced]).toEqual(["prod", []]);
    expect(lines.map(({ item }) => item)).toEqual(
      expect.arrayContaining(["alarms, by metric", "secrets and their replicas"]),
    );
  });

  it("takes no usage", () => {
    expect(parseCostOptions(["--idle"]).isIdle).toBe(true);
    expect(() => parseCostOptions(["--idle", "--requests", "5"])).toThrow(
      "--idle and --requests exclude each other",
    );
  });
});
