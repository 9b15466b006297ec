import { createContext, Script } from "node:vm";
import type { HttpRequest } from "../gateway/message.ts";
import { StartError } from "../start-error.ts";
import type { EdgeFunction } from "../template/distribution/model.ts";
import { type EventContext, functionEvent } from "./function-event.ts";
import { type FunctionOutcome, outcomeOf } from "./function-result.ts";

/**
 * Ends what would never end. CloudFront's own limit, about a millisecond, is of its processors' time
 * and cannot be told from what a busy machine takes.
 */
const timeoutMs = 2_000;

/**
 * Takes away what V8 has and CloudFront's runtime has not.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const prepare = new Script(`
for (const name of [
  "AggregateError", "Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "FinalizationRegistry",
  "Intl", "Iterator", "Map", "Proxy", "Reflect", "Set", "SharedArrayBuffer", "WeakMap", "WeakRef",
  "WeakSet", "WebAssembly", "eval",
]) delete globalThis[name];
globalThis.console = { log() {} };
`);

/** Event and value are handed over as text: from inside, nothing of this process is in reach. */
const call = new Script(`(async () => {
  const { event, query } = JSON.parse(input);
  Object.defineProperty(event.request, "rawQueryString", {
    value: () => (query === "" ? undefined : query),
  });
  return JSON.stringify(await handler(event));
})().then((value) => { output = value; }, (error) => { failure = String(error); });`);

/** Neither is there if the function waits for what never comes. */
interface Settled {
  output?: string;
  failure?: string;
}

/** A CloudFront function. Each run starts afresh: nothing is left of the ones before it. */
export class FunctionRuntime {
  readonly #name: string;
  readonly #script: Script;

  /** @throws StartError if the code does not parse */
  constructor({ name, code }: EdgeFunction) {
    this.#name = name;
    try {
      this.#script = new Script(`"use strict";${code}`, { filename: name });
    } catch (error) {
      throw new StartError(`The CloudFront function ${name} does not parse: ${String(error)}`);
    }
  }

  run(request: HttpRequest, context: EventContext): FunctionOutcome {
    const event = functionEvent(request, context);
    try {
      const { output, failure } = this.#call(JSON.stringify({ event, query: request.query }));
      if (failure !== undefined) return { kind: "failed", reason: `${this.#name}: ${failure}` };
      return outcomeOf(output === undefined ? undefined : JSON.parse(output), event, request);
    } catch (error) {
      return { kind: "failed", reason: `${this.#name}: ${String(error)}` };
    }
  }

  #call(input: string): Settled {
    const globals: Settled & { input: string } = Object.create(null);
    globals.input = input;
    // Promises have to settle before the run ends, as nothing can be waited for but promises.
    const context = createContext(globals, {
      codeGeneration: { strings: false, wasm: false },
      microtaskMode: "afterEvaluate",
    });
    for (const script of [prepare, this.#script, call]) {
      script.runInContext(context, { timeout: timeoutMs });
    }
    return globals;
  }
}
