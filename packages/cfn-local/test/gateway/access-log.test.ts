import { describe, expect, it } from "@jest/globals";
import { accessLogLine } from "../../gateway/access-log.ts";
import { failures } from "../../gateway/failure.ts";
import { exchangeWith } from "../support/exchange.ts";

const exchange = exchangeWith({ path: "/api/v1/things" });
const answer = { status: 429, headers: [], body: Buffer.from("12345") };

function lineOf(format: string, parts = {}): string {
  return accessLogLine(format, {
    exchange,
    resourcePath: "/v1/things",
    failure: undefined,
    authorization: undefined,
    answer,
    latencyMs: 7.4,
    ...parts,
  });
}

describe("an access log line", () => {
  it.each([
    ["$context.requestId", exchange.requestId],
    ["$context.requestTimeEpoch", String(exchange.startedAt.getTime())],
    ["$context.identity.sourceIp", "192.0.2.1"],
    ["$context.httpMethod $context.resourcePath", "GET /v1/things"],
    ["$context.status", "429"],
    ["$context.responseLength", "5"],
    ["$context.responseLatency", "7"],
  ])("has %s", (format, expected) => {
    expect(lineOf(format)).toBe(expected);
  });

  it("has what the authorizer said", () => {
    const authorization = {
      principalId: "p",
      context: { keyId: "3kTMd92x" },
      integrationLatencyMs: 3,
    };
    const format =
      "$context.authorizer.principalId $context.authorizer.keyId $context.authorizer.latency";
    expect(lineOf(format, { authorization })).toBe("p 3kTMd92x 3");
  });

  it("has the gateway's own answers by their type", () => {
    const parts = { failure: failures.denied, resourcePath: undefined };
    const format = "$context.error.responseType $context.resourcePath";
    expect(lineOf(format, parts)).toBe("ACCESS_DENIED -");
  });

  it("has a dash for what is not there, or not measured", () => {
    const format = "$context.authorizer.keyId $context.integration.status $context.toString";
    expect(lineOf(format)).toBe("- - -");
  });
});
