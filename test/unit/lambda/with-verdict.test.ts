import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { APIGatewayProxyEvent } from "aws-lambda";
import type { ProtectedHandler, StreamingHandler } from "../../../lambda/index.ts";
import { withVerdict } from "../../../lambda/index.ts";
import { lambdaContext } from "../../support/lambda-context.ts";
import { emulatedAwslambda, invokeStreaming } from "../../support/lambda-stream.ts";
import { proxyEvent } from "../../support/proxy-event.ts";
import { verdictTable } from "../../support/verdict-table.ts";

const admitted = verdictTable.judged.find(({ name }) => name === "admitted");
if (!admitted) throw new Error("the table has no admitted request");
const event = proxyEvent({ authorizer: Object(admitted.context) });
const caller = { account: "acct_1", key: "3kTMd92x", plan: "agency" };
const { headers: rateLimit } = admitted;

let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => log.mockRestore());

describe("withVerdict", () => {
  it("hands the event, the caller and Lambda's context to the handler", async () => {
    const handler = jest.fn<ProtectedHandler>().mockResolvedValue({ statusCode: 204, body: "" });
    const response = await withVerdict(handler)(event, lambdaContext);
    expect(handler.mock.calls).toEqual([[event, caller, lambdaContext]]);
    expect(response).toEqual({ statusCode: 204, headers: rateLimit, body: "" });
  });

  it("puts the verdict's headers in place of the handler's, in whatever case", async () => {
    const handler = withVerdict(async () => ({
      statusCode: 200,
      headers: { "x-ratelimit-limit": "9", "retry-after": "3", ETag: '"x"' },
      multiValueHeaders: { RATELIMIT: ["a", "b"], "Set-Cookie": ["c", "d"] },
      body: "",
    }));
    expect(await handler(event, lambdaContext)).toEqual({
      statusCode: 200,
      headers: { "retry-after": "3", ETag: '"x"', ...rateLimit },
      multiValueHeaders: { "Set-Cookie": ["c", "d"] },
      body: "",
    });
  });

  it("leaves the handler's own failure to Lambda", async () => {
    const handler = withVerdict(async () => Promise.reject(new Error("own")));
    await expect(handler(event, lambdaContext)).rejects.toThrow("own");
    expect(log).not.toHaveBeenCalled();
  });

  it("is 500 for an event of another source", async () => {
    const handler = jest.fn<ProtectedHandler>();
    const other: APIGatewayProxyEvent = JSON.parse("{}");
    expect(await withVerdict(handler)(other, lambdaContext)).toMatchObject({ statusCode: 500 });
    expect(handler).not.toHaveBeenCalled();
    expect(log).toHaveBeenCalledTimes(1);
  });
});

describe("streamWithVerdict", () => {
  async function streaming(handler: StreamingHandler) {
    Object.assign(globalThis, { awslambda: emulatedAwslambda });
    const { streamWithVerdict } = await import("../../../lambda/index.ts");
    return streamWithVerdict(handler);
  }

  afterEach(() => {
    Reflect.deleteProperty(globalThis, "awslambda");
  });

  const metadata = { statusCode: 200, headers: { "Content-Type": "text/event-stream" } };
  const sent = { statusCode: 200, headers: { ...metadata.headers, ...rateLimit } };

  it("sends status and headers before the handler writes, then each part as it comes", async () => {
    let soFar: () => Buffer = () => Buffer.alloc(0);
    const lengths: number[] = [];
    const handler = await streaming(async (_event, _caller, respond) => {
      const body = respond(metadata);
      lengths.push(soFar().length);
      for (const part of ["one", "two"]) {
        body.write(part);
        lengths.push(soFar().length);
      }
      body.end();
    });
    const response = await invokeStreaming(handler, event, lambdaContext, (stream) => {
      soFar = stream;
    });
    expect(response).toEqual({ metadata: sent, body: "onetwo", hasEnded: true });
    const [ahead = 0, first = 0, second = 0] = lengths;
    expect(ahead).toBeGreaterThan(JSON.stringify(sent).length);
    expect([first - ahead, second - first]).toEqual([3, 3]);
  });

  it.each<[string, StreamingHandler, string]>([
    ["no body", async (_event, _caller, respond) => void respond(metadata).end(), ""],
    ["all at the end", async (_event, _caller, respond) => void respond(metadata).end("x"), "x"],
    [
      "a pipeline",
      async (_event, _caller, respond) => pipeline(["a", "b"], respond(metadata)),
      "ab",
    ],
  ])("sends them with %s too", async (_, handler, body) => {
    const response = await invokeStreaming(await streaming(handler), event, lambdaContext);
    expect(response).toEqual({ metadata: sent, body, hasEnded: true });
  });

  it("sends several headers of one name, but for the verdict's", async () => {
    const several = { "Set-Cookie": ["c", "d"], RateLimit: ["x"] };
    const handler = await streaming(async (_event, _caller, respond) => {
      respond({ statusCode: 200, multiValueHeaders: several }).end();
    });
    expect((await invokeStreaming(handler, event, lambdaContext)).metadata).toEqual({
      statusCode: 200,
      headers: rateLimit,
      multiValueHeaders: { "Set-Cookie": ["c", "d"] },
    });
  });

  it("ends the stream of a refusal", async () => {
    const handler = await streaming(async () => {});
    const refused = await invokeStreaming(handler, proxyEvent(), lambdaContext);
    expect(refused).toMatchObject({ metadata: { statusCode: 500 }, hasEnded: true });
  });

  it("is 500 and logged if the handler never responds", async () => {
    const response = await invokeStreaming(await streaming(async () => {}), event, lambdaContext);
    expect(response).toEqual({
      metadata: {
        statusCode: 500,
        headers: { "Content-Type": "application/json", ...rateLimit },
      },
      body: '{"error":"Internal server error"}',
      hasEnded: true,
    });
    expect(String(log.mock.calls[0])).toContain("a streaming handler did not respond");
  });

  it("lets a handler respond once only", async () => {
    const handler = await streaming(async (_event, _caller, respond) => {
      respond(metadata);
      respond(metadata);
    });
    await expect(invokeStreaming(handler, event, lambdaContext)).rejects.toThrow("called twice");
  });

  it("says what is missing outside of Lambda", async () => {
    const { streamWithVerdict } = await import("../../../lambda/index.ts");
    expect(() => streamWithVerdict(async () => {})).toThrow("needs the global awslambda");
  });
});
