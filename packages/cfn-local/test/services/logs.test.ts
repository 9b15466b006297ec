import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { LogStore } from "../../logs/log-store.ts";
import { serveLogs } from "../../services/logs-api.ts";
import type { LocalServer } from "../../services/serve-locally.ts";

const store = new LogStore(["access"]);
let server: LocalServer;

beforeAll(async () => {
  server = await serveLogs(store, () => {});
  store.write("access", '{"requestId":"one","status":"200"}');
  store.write("access", '{"requestId":"two","status":"401"}');
  store.write("elsewhere", '{"requestId":"two"}');
});

afterAll(() => server.stop());

async function call(operation: string, input: object) {
  const response = await fetch(server.url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `Logs_20140328.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, json: await response.json() };
}

async function search(filterPattern: string, span: object = {}): Promise<string[]> {
  const input = { logGroupName: "access", filterPattern, ...span };
  const { json } = await call("FilterLogEvents", input);
  return json.events.map(({ message }: { message: string }) => message);
}

describe("the local CloudWatch Logs", () => {
  it("finds the lines of a group that match", async () => {
    expect(await search('{ $.requestId = "two" }')).toEqual(['{"requestId":"two","status":"401"}']);
    expect(await search("")).toHaveLength(2);
  });

  it("finds none outside the span", async () => {
    expect(await search("", { endTime: Date.now() - 60_000 })).toEqual([]);
    expect(await search("", { startTime: Date.now() + 60_000 })).toEqual([]);
    expect(await search("", { startTime: Date.now() - 60_000 })).toHaveLength(2);
  });

  it("says that there is no such group", async () => {
    expect(await call("FilterLogEvents", { logGroupName: "none" })).toMatchObject({
      status: 400,
      json: { __type: "ResourceNotFoundException" },
    });
  });

  it("refuses what it does not know", async () => {
    expect(await call("StartQuery", {})).toMatchObject({
      status: 400,
      json: { __type: "UnknownOperationException" },
    });
    expect(await call("FilterLogEvents", {})).toMatchObject({
      status: 400,
      json: { __type: "InvalidParameterException" },
    });
  });

  it("keeps the newest lines", async () => {
    const small = new LogStore(["g"]);
    for (let index = 0; index < 20_001; index++) small.write("g", String(index));
    const events = small.eventsOf("g") ?? [];
    expect([events.length, events[0]?.message]).toEqual([20_000, "1"]);
  });
});
