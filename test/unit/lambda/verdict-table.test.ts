import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { APIGatewayProxyResult } from "aws-lambda";
import { withVerdict as ownWithVerdict } from "../../../functions/http/with-verdict.ts";
import { streamWithVerdict, withVerdict } from "../../../lambda/index.ts";
import { lambdaContext } from "../../support/lambda-context.ts";
import { emulatedAwslambda, invokeStreaming } from "../../support/lambda-stream.ts";
import { proxyEvent } from "../../support/proxy-event.ts";
import { authorizersContexts, verdictTable } from "../../support/verdict-table.ts";

const answer: APIGatewayProxyResult = { statusCode: 200, headers: { "X-Own": "1" }, body: "own" };
const internal = {
  statusCode: 500,
  headers: { "Content-Type": "application/json" },
  body: '{"error":"Internal server error"}',
};

/** Each wrapper as a function from a context to the response and, if the handler ran, its caller. */
type Run = (context: unknown) => Promise<{ response: unknown; caller?: unknown }>;

// Not the type of a context: the table has what an authorizer would never write.
const eventOf = (authorizer: unknown) =>
  Object.assign(proxyEvent(), {
    requestContext: { ...proxyEvent().requestContext, authorizer },
  });

const wrappers: Readonly<Record<string, Run>> = {
  "latchkey/lambda": async (context) => {
    let caller: unknown;
    const handler = withVerdict(async (_event, given) => {
      caller = given;
      return answer;
    });
    return { response: await handler(eventOf(context), lambdaContext), caller };
  },
  "latchkey/lambda, streaming": async (context) => {
    let caller: unknown;
    const handler = streamWithVerdict(async (_event, given, respond) => {
      caller = given;
      const { body, ...metadata } = answer;
      respond(metadata).end(body);
    });
    const { metadata, body } = await invokeStreaming(handler, eventOf(context), lambdaContext);
    return { response: { ...Object(metadata), body }, caller };
  },
  "this product's own functions": async (context) => {
    let caller: unknown;
    const handler = ownWithVerdict(async (_event, { keyId: key, accountId: account, plan }) => {
      caller = { account, key, plan };
      return answer;
    });
    return { response: await handler(eventOf(context)), caller };
  },
};

let log: jest.SpiedFunction<typeof console.error>;

beforeEach(() => {
  Object.assign(globalThis, { awslambda: emulatedAwslambda });
  log = jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, "awslambda");
  log.mockRestore();
});

describe("the table of contexts", () => {
  it("has every context that the authorizer lets through, as it writes it", () => {
    const rows = verdictTable.judged.map(({ name, context }) => [name, context]);
    expect(Object.fromEntries(rows)).toEqual(authorizersContexts());
    expect(rows).toHaveLength(Object.keys(authorizersContexts()).length);
  });
});

describe.each(Object.entries(wrappers))("the wrapper of %s", (_, run) => {
  it.each(verdictTable.judged)("answers a request that was judged: $name", async (row) => {
    const { response, caller } = await run(row.context);
    if ("caller" in row) {
      expect(caller).toEqual(row.caller);
      expect(response).toEqual({ ...answer, headers: { ...answer.headers, ...row.headers } });
    } else {
      expect(caller).toBeUndefined();
      expect(response).toEqual({ statusCode: row.status, headers: row.headers, body: row.body });
    }
    expect(log).not.toHaveBeenCalled();
  });

  it.each([...verdictTable.unjudged, { name: "no context", context: undefined }])(
    "refuses and logs one that was not: $name",
    async ({ context }) => {
      const { response, caller } = await run(context);
      expect(caller).toBeUndefined();
      expect(response).toEqual(internal);
      expect(log).toHaveBeenCalledTimes(1);
      expect(String(log.mock.calls[0])).toContain("a request came without a verdict");
    },
  );
});
