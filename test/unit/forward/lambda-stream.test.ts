import { describe, expect, it } from "@jest/globals";
import { createLambdaStream, type StreamEvent } from "../../../functions/forward/lambda-stream.ts";
import { proxyEvent } from "../../support/proxy-event.ts";

const caller = { accountId: "acct_1", keyId: "abcd1234", plan: "agency" };
const end: StreamEvent = { functionError: undefined };
const chunk = (text: string): StreamEvent => ({ chunk: Buffer.from(text) });
const head = (metadata: object) => JSON.stringify(metadata) + "\0".repeat(8);

function open(events: readonly StreamEvent[], { hangs = false, timeoutMs = 10_000 } = {}) {
  async function* sent() {
    yield* events;
    if (hangs) await new Promise(() => {});
  }
  return createLambdaStream(async () => sent(), timeoutMs)(proxyEvent(), caller);
}

async function textOf(response: ReturnType<typeof open>) {
  const { body, ...rest } = await response;
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return { ...rest, text: Buffer.concat(parts).toString() };
}

describe("a streaming Lambda back end", () => {
  const metadata = { statusCode: 201, headers: { "X-A": "1" }, cookies: ["a=1", "b=2"] };
  const answered = {
    statusCode: 201,
    multiValueHeaders: { "X-A": ["1"], "Set-Cookie": ["a=1", "b=2"] },
    text: "all of it",
  };
  const text = `${head(metadata)}all of it`;

  it.each([1, 7, 60, 1000])("is read in parts of %i characters", async (size) => {
    const parts = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    expect(await textOf(open([...parts.map(chunk), end]))).toEqual(answered);
  });

  it("answers before its body has come", async () => {
    const response = await open([chunk(head(metadata))], { hangs: true });
    expect(response.statusCode).toBe(201);
    response.body.destroy();
  });

  it.each([
    ["fails", [{ functionError: "Unhandled" }], {}, 502],
    ["sends no metadata", [chunk("raw"), end], {}, 502],
    ["sends odd metadata", [chunk(head({ statusCode: 99 })), end], {}, 502],
    ["breaks off", [chunk("{")], {}, 502],
    ["says nothing in time", [], { hangs: true, timeoutMs: 20 }, 504],
  ])("that %s is an error to the caller", async (_, events, options, status) => {
    await expect(open(events, options)).rejects.toMatchObject({ answer: { status } });
  });

  it.each([
    ["fails", [{ functionError: "Unhandled" }], {}],
    ["breaks off", [], {}],
    ["takes too long", [], { hangs: true, timeoutMs: 50 }],
  ])("that %s later breaks the response off", async (_, events, options) => {
    const response = open([chunk(`${head(metadata)}beginning`), ...events], options);
    await expect(textOf(response)).rejects.toThrow();
    expect((await response).statusCode).toBe(201);
  });
});
