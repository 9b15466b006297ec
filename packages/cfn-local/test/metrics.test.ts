import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type RunningAssembly, serveAssembly } from "../serve-assembly.ts";
import { writeAssembly } from "./support/assembly.ts";
import { gatewayResponse, testBundles, testTemplate } from "./support/template.ts";

/* Reach: 127.0.0.1; what a run measures of the metrics that its template's alarms watch. */

let running: RunningAssembly | undefined;
afterEach(() => running?.stop());

const alarm = (Namespace: string, MetricName: string, dimensions: object = {}) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: {
    Namespace,
    MetricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  },
});

async function serveWith(more: Readonly<Record<string, unknown>>): Promise<RunningAssembly> {
  const assemblyDirectory = writeAssembly(
    testTemplate({ Default5xx: gatewayResponse("DEFAULT_5XX", 503), ...more }),
    testBundles,
  );
  running = await serveAssembly({ port: 0, assemblyDirectory, reportFailure: () => {} });
  return running;
}

const measured = () =>
  Object.fromEntries(
    (running?.watchedMetrics() ?? []).map(({ logicalId, statistics }) => [logicalId, statistics]),
  );

describe("metrics", () => {
  it("are those of a REST API, by its name and by its name and stage", async () => {
    const stage = { ApiName: "Test", Stage: "api" };
    const { url } = await serveWith({
      Requests: alarm("AWS/ApiGateway", "Count", { ApiName: "Test" }),
      OfStage: alarm("AWS/ApiGateway", "Count", stage),
      Faults: alarm("AWS/ApiGateway", "5XXError", stage),
      Refusals: alarm("AWS/ApiGateway", "4XXError", stage),
      Latency: alarm("AWS/ApiGateway", "Latency", stage),
      OfAnother: alarm("AWS/ApiGateway", "Count", { ApiName: "Other" }),
      Unknown: alarm("AWS/ApiGateway", "Count", { ApiName: "Test", Colour: "red" }),
    });
    for (const path of ["/api/open/x", "/api/open/throw", "/api/v1/echo", "/api/mock/x"]) {
      await fetch(`${url}${path}`);
    }
    expect(measured()).toEqual({
      Requests: { samples: 4, sum: 4, least: 1, greatest: 1 },
      OfStage: { samples: 4, sum: 4, least: 1, greatest: 1 },
      Faults: { samples: 4, sum: 1, least: 0, greatest: 1 },
      Refusals: { samples: 4, sum: 2, least: 0, greatest: 1 },
      Latency: expect.objectContaining({ samples: 4 }),
      OfAnother: undefined,
      Unknown: undefined,
    });
  });

  it("are those of a function, also of one that goes on after its caller gave up", async () => {
    const FunctionName = { Ref: "EchoFunction" };
    const { url } = await serveWith({
      Calls: alarm("AWS/Lambda", "Invocations", { FunctionName }),
      Errors: alarm("AWS/Lambda", "Errors", { FunctionName }),
      ErrorsOfAll: alarm("AWS/Lambda", "Errors"),
      Duration: alarm("AWS/Lambda", "Duration", { FunctionName }),
      Concurrency: alarm("AWS/Lambda", "ConcurrentExecutions"),
    });
    await Promise.all(["x", "throw", "x"].map((id) => fetch(`${url}/api/open/${id}`)));
    const metrics = measured();
    expect(metrics).toMatchObject({
      Calls: { samples: 3, sum: 3 },
      Errors: { samples: 3, sum: 1 },
      ErrorsOfAll: { samples: 3, sum: 1 },
      Duration: { samples: 3 },
      Concurrency: { samples: 3, least: 1, greatest: 3 },
    });
  });
});

describe("a table with a maximum of on-demand throughput", () => {
  const key = { pk: { S: "a" }, sk: { S: "b" } };

  it("throttles what exceeds it, reads and writes apart, and counts that", async () => {
    const template = testTemplate();
    const { Properties } = Object(template.Resources.Table);
    const TableName = { Ref: "Table" };
    const run = await serveWith({
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: {
          ...Properties,
          OnDemandThroughput: { MaxReadRequestUnits: 1, MaxWriteRequestUnits: -1 },
        },
      },
      Reads: alarm("AWS/DynamoDB", "ReadThrottleEvents", { TableName }),
      Writes: alarm("AWS/DynamoDB", "WriteThrottleEvents", { TableName }),
    });
    const client = new DynamoDBClient({
      endpoint: run.endpoints.dynamodb,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const name = run.outputs.get("TableName") ?? "";
    await Promise.all(
      Array.from({ length: 5 }, () =>
        client.send(new PutItemCommand({ TableName: name, Item: key })),
      ),
    );
    const reads = await Promise.allSettled(
      Array.from({ length: 5 }, () =>
        client.send(new GetItemCommand({ TableName: name, Key: key })),
      ),
    );
    client.destroy();
    const refused = reads.flatMap((one) => (one.status === "rejected" ? [one.reason.name] : []));
    expect(new Set(refused)).toEqual(new Set(["ThrottlingException"]));
    expect(measured()).toMatchObject({ Reads: { sum: refused.length } });
    expect(measured().Writes).toBeUndefined();
    expect(reads[0]).toMatchObject({ value: { Item: key } });
  });
});
