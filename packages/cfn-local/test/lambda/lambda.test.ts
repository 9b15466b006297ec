import { afterEach, describe, expect, it } from "@jest/globals";
import { Lambda, type LambdaOptions } from "../../lambda/lambda.ts";
import { readProduct } from "../../template/product.ts";
import { writeAssembly } from "../support/assembly.ts";
import { testBundles, testTemplate } from "../support/template.ts";

const endpoints = { dynamodb: "http://127.0.0.1:1", secretsManager: "http://127.0.0.1:2" };
const patienceMs = 100_000;
/** Longer than any event here takes on a busy machine. */
const ampleSeconds = 90;
const running: Lambda[] = [];

afterEach(async () => {
  for (const lambda of running.splice(0)) await lambda.stop();
});

/** Runs a handler as the template's EchoFunction. */
async function lambdaWith(handler: string, changes: Partial<LambdaOptions> = {}) {
  const directory = writeAssembly(testTemplate(), { ...testBundles, echo: handler });
  const { functions } = await readProduct(directory);
  const [arn = "", model] = [...functions].find(([key]) => key.endsWith("EchoFunction")) ?? [];
  if (!model) throw new Error("there is no EchoFunction");
  const failures: string[] = [];
  const own = { ...model, timeoutSeconds: ampleSeconds };
  const lambda = new Lambda(new Map([[arn, own]]), {
    measure: () => {},
    endpoints,
    maxContainers: 3,
    log: () => {},
    reportFailure: (_name, type, message) => failures.push(`${type}: ${message}`),
    ...changes,
  });
  running.push(lambda);
  const recycle = (name: string) => lambda.recycle((full) => full.includes(name));
  const call = async (event: unknown, patience = patienceMs) => {
    const invocation = await lambda.invoke(arn, JSON.stringify(event), patience);
    if (invocation.kind !== "returned") return invocation;
    const value: unknown = JSON.parse(invocation.payload);
    return value;
  };
  /** From the next event on. */
  const limitTo = (seconds: number) => {
    own.timeoutSeconds = seconds;
  };
  return { call, failures, limitTo, recycle };
}

/** Holds each event for as long as it says, and counts those held by this container. */
const holding = `
let held = 0;
let most = 0;
let served = 0;
const container = Math.random();
export const handler = async ({ ms }) => {
  held += 1;
  served += 1;
  most = Math.max(most, held);
  await new Promise((resolve) => setTimeout(resolve, ms));
  held -= 1;
  return { container, most, served };
};
`;

interface Held {
  container: number;
  most: number;
  served: number;
}

function asHeld(value: unknown): Held {
  const { container, most, served } = Object(value);
  return { container, most, served };
}

describe("a function", () => {
  it("keeps its modules' state from one event to the next", async () => {
    const { call } = await lambdaWith(holding);
    const first = asHeld(await call({ ms: 0 }));
    const second = asHeld(await call({ ms: 0 }));
    expect(second).toEqual({ ...first, served: 2 });
  });

  it("gets one event at a time in each container, more containers on demand, and no more than allowed", async () => {
    const { call } = await lambdaWith(holding);
    const all = await Promise.all(Array.from({ length: 9 }, () => call({ ms: 30 })));
    const answers = all.map(asHeld);
    expect(new Set(answers.map(({ container }) => container)).size).toBe(3);
    expect(answers.map(({ most }) => most)).toEqual(Array(9).fill(1));
  });

  it("is killed when its time is up, and starts afresh", async () => {
    const { call, failures, limitTo } = await lambdaWith(`
      let served = 0;
      export const handler = async ({ hang }) => {
        served += 1;
        if (hang) for (;;);
        return { served };
      };`);
    await call({});
    limitTo(1);
    expect(await call({ hang: true })).toEqual({
      kind: "failed",
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
    });
    expect(failures).toHaveLength(1);
    limitTo(ampleSeconds);
    expect(await call({})).toEqual({ served: 1 });
  });

  it("starts afresh once its idle containers are recycled, and finishes what is under way", async () => {
    const { call, recycle } = await lambdaWith(holding);
    const underWay = call({ ms: 100 });
    await recycle("EchoFunction");
    const first = asHeld(await underWay);
    expect(first.served).toBe(1);
    expect(asHeld(await call({ ms: 0 }))).toEqual({ ...first, served: 2 });
    await recycle("OtherFunction");
    expect(asHeld(await call({ ms: 0 }))).toMatchObject({ served: 3 });
    await recycle("EchoFunction");
    expect(asHeld(await call({ ms: 0 }))).toMatchObject({ served: 1 });
  });

  it("may go on after its caller has lost patience", async () => {
    const { call } = await lambdaWith(holding);
    expect(await call({ ms: 300 }, 50)).toEqual({ kind: "abandoned" });
  });

  it.each([
    ["an error it throws", "throw new TypeError('bad')", "TypeError", "bad"],
    ["a value it throws", "throw 'words'", "string", "words"],
    ["a crash", "process.exit(3)", "Runtime.ExitError", "Runtime exited"],
    [
      "an error nobody catches",
      "setTimeout(() => { throw new RangeError('late') }); await new Promise(() => {})",
      "RangeError",
      "late",
    ],
    ["an answer that is no JSON", "return { a: 1n }", "TypeError", /BigInt/],
  ])("fails with %s, and recovers", async (_name, statement, errorType, errorMessage) => {
    const { call } = await lambdaWith(`
      export const handler = async ({ ok }) => { if (ok) return "ok"; ${statement}; };`);
    const message = expect.stringMatching(errorMessage);
    expect(await call({})).toEqual({ kind: "failed", errorType, errorMessage: message });
    expect(await call({ ok: true })).toBe("ok");
  });

  it("is reported when it crashes between two events, and recovers", async () => {
    let tell = () => {};
    const reported = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const failures: string[] = [];
    const { call } = await lambdaWith(
      `export const handler = async () => {
        setTimeout(() => { throw new RangeError("afterwards") }, 20);
        return "ok";
      };`,
      {
        reportFailure: (name, type, message) => {
          failures.push(`${name} ${type}: ${message}`);
          tell();
        },
      },
    );
    expect(await call({})).toBe("ok");
    await reported;
    expect(failures).toEqual(["Test-EchoFunction RangeError: afterwards"]);
    expect(await call({})).toBe("ok");
  });

  it("is not reported when it is stopped", async () => {
    const { call, failures } = await lambdaWith(holding);
    await call({ ms: 0 });
    await running.splice(0)[0]?.stop();
    expect(failures).toEqual([]);
  });

  it.each([
    ["that does not load", "throw new Error('at import')", "at import"],
    ["without a handler", "export const other = 1", "handler is not exported as a function"],
  ])("fails with a bundle %s", async (_name, source, errorMessage) => {
    const { call } = await lambdaWith(source);
    expect(await call({})).toEqual({ kind: "failed", errorType: "Error", errorMessage });
  });

  it("sees its own environment, Lambda's and the endpoints, and nothing of the host", async () => {
    process.env.HOST_ONLY = "host";
    const { call } = await lambdaWith("export const handler = async () => process.env;");
    const environment = await call({});
    delete process.env.HOST_ONLY;
    expect(Object.keys(Object(environment)).sort()).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_DEFAULT_REGION",
      "AWS_ENDPOINT_URL_DYNAMODB",
      "AWS_ENDPOINT_URL_SECRETS_MANAGER",
      "AWS_EXECUTION_ENV",
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      "AWS_LAMBDA_FUNCTION_NAME",
      "AWS_LAMBDA_FUNCTION_VERSION",
      "AWS_LAMBDA_INITIALIZATION_TYPE",
      "AWS_LAMBDA_LOG_GROUP_NAME",
      "AWS_LAMBDA_LOG_STREAM_NAME",
      "AWS_REGION",
      "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "LAMBDA_TASK_ROOT",
      "LANG",
      "TABLE_NAME",
      "TZ",
      "_HANDLER",
    ]);
    expect(environment).toMatchObject({
      TABLE_NAME: "Test-Table",
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "Test-EchoFunction",
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    });
  });

  it("gets Lambda's context, and undefined becomes null on the way back", async () => {
    const { call } = await lambdaWith(`
      export const handler = async ({ nothing }, context) => nothing ? undefined : {
        ...context, endsAtMs: context.getRemainingTimeInMillis() + Date.now() };`);
    expect(await call({ nothing: true })).toBeNull();
    const beganAtMs = Date.now();
    const context = Object(await call({}));
    expect(context).toMatchObject({
      functionName: "Test-EchoFunction",
      functionVersion: "$LATEST",
      memoryLimitInMB: "128",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:Test-EchoFunction",
    });
    const endsAfterMs = context.endsAtMs - ampleSeconds * 1000;
    expect(endsAfterMs).toBeGreaterThanOrEqual(beganAtMs);
    expect(endsAfterMs).toBeLessThanOrEqual(Date.now());
  });

  it("gives the whole of a streamed response to who waits for it", async () => {
    const { call } = await lambdaWith(`
      export const handler = awslambda.streamifyResponse(async ({ parts }, stream) => {
        for (const part of parts) stream.write(part);
        stream.end();
      });`);
    expect(await call({ parts: ['{"a":', "1}"] })).toEqual({ a: 1 });
  });

  it("takes and gives at most 6 MB", async () => {
    const { call } = await lambdaWith(
      "export const handler = async ({ n }) => 'x'.repeat(n ?? 0);",
    );
    expect(await call({ padding: "x".repeat(6 * 1024 * 1024) })).toEqual({ kind: "too-large" });
    expect(await call({ n: 6 * 1024 * 1024 })).toMatchObject({
      kind: "failed",
      errorType: "Function.ResponseSizeTooLarge",
    });
  });

  it("has what it prints passed on with its name", async () => {
    const printed = new Set<string>();
    let hasBoth = () => {};
    const both = new Promise<void>((resolve) => {
      hasBoth = resolve;
    });
    const { call } = await lambdaWith(
      "export const handler = async () => { console.log('out'); console.error('err'); };",
      {
        log: (name, chunk) => {
          printed.add(`${name} ${chunk}`);
          if (printed.size === 2) hasBoth();
        },
      },
    );
    await call({});
    await both;
    expect(printed).toEqual(new Set(["Test-EchoFunction out\n", "Test-EchoFunction err\n"]));
  });
});
