import { spawnSync } from "node:child_process";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Lambda } from "../../lambda/lambda.ts";
import { readProduct } from "../../template/product.ts";
import { writeAssembly } from "../support/assembly.ts";
import { lambdaFunction, testBundles, testTemplate } from "../support/template.ts";

/* Reach: python3 of this machine, in child processes. */

const hasPython = spawnSync("python3", ["-c", ""]).status === 0 || process.env.CI !== undefined;
const suite = hasPython ? describe : describe.skip;

const endpoints = { dynamodb: "http://127.0.0.1:1", secretsManager: "http://127.0.0.1:2" };
const running: Lambda[] = [];

afterEach(async () => {
  for (const lambda of running.splice(0)) await lambda.stop();
});

const source = `
import os, sys, time
from words import greeting

served = 0

def handler(event, context):
    global served
    served += 1
    does = event.get("does")
    if does == "raises": raise ValueError("bad")
    if does == "exits": os._exit(3)
    if does == "hangs": time.sleep(60)
    if does == "odd": return {1, 2}
    if does == "large": return "x" * (6 * 1024 * 1024)
    print("printed", file=sys.stderr)
    return {
        "served": served,
        "said": greeting + event.get("name", ""),
        "table": os.environ.get("TABLE_NAME"),
        "host": os.environ.get("HOST_ONLY"),
        "function": context.function_name,
        "arn": context.invoked_function_arn,
        "memory": context.memory_limit_in_mb,
        "left": context.get_remaining_time_in_millis(),
    }
`;

async function pythonFunction(code = source, handler = "app.handler") {
  const declared = lambdaFunction("python", { Runtime: "python3.13", Handler: handler });
  const Variables = { TABLE_NAME: "t" };
  const Properties = { ...declared.Properties, Environment: { Variables }, Timeout: 60 };
  const template = testTemplate({ PythonFunction: { ...declared, Properties } });
  const files = { python: { "app.py": code, "words.py": 'greeting = "Grüß "\n' } };
  const { functions } = await readProduct(writeAssembly(template, testBundles, files));
  const [arn = "", model] = [...functions].find(([key]) => key.endsWith("PythonFunction")) ?? [];
  if (!model) throw new Error("there is no PythonFunction");
  const own = { ...model };
  const printed: string[] = [];
  const lambda = new Lambda(new Map([[arn, own]]), {
    measure: () => {},
    endpoints,
    maxContainers: 2,
    log: (_name, chunk) => printed.push(chunk),
    reportFailure: () => {},
  });
  running.push(lambda);
  const call = async (event: unknown) => {
    const invocation = await lambda.invoke(arn, JSON.stringify(event), 100_000);
    return invocation.kind === "returned" ? JSON.parse(invocation.payload) : invocation;
  };
  return { call, own, printed };
}

suite("a Python function", () => {
  it("has its modules, state, environment and context, and nothing of the host", async () => {
    process.env.HOST_ONLY = "host";
    const { call, printed } = await pythonFunction();
    const first = await call({ name: "Jürgen\n" });
    delete process.env.HOST_ONLY;
    expect(first).toEqual({
      served: 1,
      said: "Grüß Jürgen\n",
      table: "t",
      host: null,
      function: "Test-PythonFunction",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:Test-PythonFunction",
      memory: "128",
      left: expect.any(Number),
    });
    expect(first.left).toBeGreaterThan(0);
    expect(first.left).toBeLessThanOrEqual(60_000);
    expect((await call({})).served).toBe(2);
    expect(printed.join("")).toContain("printed");
  });

  it.each([
    ["raises", "ValueError", "bad"],
    ["exits", "Runtime.ExitError", "Runtime exited"],
    ["odd", "TypeError", "Object of type set is not JSON serializable"],
    ["large", "Function.ResponseSizeTooLarge", expect.stringContaining("exceeded")],
  ])("that %s fails, and recovers", async (does, errorType, errorMessage) => {
    const { call } = await pythonFunction();
    expect(await call({ does })).toEqual({ kind: "failed", errorType, errorMessage });
    expect((await call({})).said).toBe("Grüß ");
  });

  it("is killed when its time is up, and starts afresh", async () => {
    const { call, own } = await pythonFunction();
    await call({});
    own.timeoutSeconds = 1;
    expect(await call({ does: "hangs" })).toMatchObject({ errorType: "Sandbox.Timedout" });
    own.timeoutSeconds = 60;
    expect((await call({})).served).toBe(1);
  });

  it.each([
    ["does not load", "import no_such_module", "ModuleNotFoundError"],
    ["has no handler", "other = 1", "AttributeError"],
  ])("fails if its module %s", async (_, code, errorType) => {
    const { call } = await pythonFunction(code);
    expect(await call({})).toMatchObject({ kind: "failed", errorType });
  });

  it("is refused at start without the file of its handler", async () => {
    await expect(pythonFunction(source, "other.handler")).rejects.toThrow(
      "The code of Test-PythonFunction has no file for its handler other.handler.",
    );
  });
});
