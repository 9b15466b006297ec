import type { Invocation, Invoke } from "../gateway/invoke.ts";
import type { Invoked } from "../metrics/emitted.ts";
import { StartError } from "../start-error.ts";
import type { FunctionModel } from "../template/model.ts";
import type { OnChunk } from "./container.ts";
import type { ServiceEndpoints } from "./environment.ts";
import { FunctionPool, type PoolOptions } from "./function-pool.ts";

/**
 * "Invocation payload (request and response): 6 MB each for request and response (synchronous)"
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const maxPayloadBytes = 6 * 1024 * 1024;

export interface LambdaOptions extends PoolOptions {
  readonly endpoints: ServiceEndpoints;
  /** Called for each invocation once the function has ended, which may be after its caller gave up. */
  readonly measure: (invoked: Invoked) => void;
}

interface NamedPool {
  readonly name: string;
  readonly pool: FunctionPool;
}

/** Runs the functions of a template. */
export class Lambda {
  readonly #pools: ReadonlyMap<string, NamedPool>;
  readonly #reportFailure: LambdaOptions["reportFailure"];
  readonly #measure: LambdaOptions["measure"];
  #underWay = 0;
  /** While true, invocations under way end with an error. */
  #isStopping = false;

  constructor(functions: ReadonlyMap<string, FunctionModel>, options: LambdaOptions) {
    // An alias is the same function, with the same concurrency.
    const models = new Map(
      [...new Set(functions.values())].map((model) => {
        const pool = new FunctionPool(model, options.endpoints, options);
        return [model, { name: model.name, pool }];
      }),
    );
    const pools = [...functions].flatMap(([arn, model]) => {
      const entry = models.get(model);
      return entry ? [[arn, entry] as const] : [];
    });
    this.#pools = new Map(pools);
    this.#reportFailure = options.reportFailure;
    this.#measure = options.measure;
  }

  /** Bound, so that it can be handed to the gateway. */
  readonly invoke: Invoke = async (functionArn, payload, patienceMs, onChunk) => {
    const entry = this.#pools.get(functionArn);
    if (!entry) throw new StartError(`The template has no function ${functionArn}.`);
    if (Buffer.byteLength(payload) > maxPayloadBytes) return { kind: "too-large" };
    const chunks = new Chunks(onChunk);
    const outcome = await withPatience(this.#run(entry, payload, chunks.add), patienceMs);
    const invocation = outcome.kind === "returned" ? chunks.end(outcome.payload) : outcome;
    chunks.isOver = true;
    if (invocation.kind === "failed" && !this.#isStopping) {
      this.#reportFailure(entry.name, invocation.errorType, invocation.errorMessage);
    }
    return invocation;
  };

  async #run({ name, pool }: NamedPool, payload: string, onChunk: OnChunk) {
    this.#underWay += 1;
    const startedAtMs = performance.now();
    const outcome = pool.invoke(payload, onChunk);
    const concurrent = { ofFunction: pool.underWay, ofAccount: this.#underWay };
    try {
      const { kind } = await outcome;
      const durationMs = performance.now() - startedAtMs;
      this.#measure(
        kind === "throttled"
          ? { functionName: name, kind }
          : {
              functionName: name,
              kind: "ended",
              isFailed: kind === "failed",
              durationMs,
              concurrent,
            },
      );
      return await outcome;
    } finally {
      this.#underWay -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#pools.values()].map(({ pool }) => pool.stop()));
  }

  /** Stops the idle containers of those functions, by name. */
  async recycle(isMeant: (functionName: string) => boolean): Promise<void> {
    const meant = [...this.#pools.values()].filter(({ name }) => isMeant(name));
    await Promise.all(meant.map(({ pool }) => pool.recycle()));
  }
}

/**
 * A function's answer, in parts for those who asked for them, else as a whole: Invoke waits for all of
 * a streaming function's response too, and a function that does not stream sends it in one part.
 */
class Chunks {
  readonly #onChunk: OnChunk | undefined;
  readonly #kept: Uint8Array[] = [];
  /** Nobody listens any more. */
  isOver = false;

  constructor(onChunk: OnChunk | undefined) {
    this.#onChunk = onChunk;
  }

  readonly add = (chunk: Uint8Array): void => {
    if (this.isOver) return;
    if (this.#onChunk) this.#onChunk(chunk);
    else this.#kept.push(chunk);
  };

  end(payload: string): Invocation {
    if (!this.#onChunk) return refuseLarge(Buffer.concat(this.#kept).toString("utf8") + payload);
    if (payload !== "") this.#onChunk(Buffer.from(payload));
    return { kind: "returned", payload: "" };
  }
}

function refuseLarge(payload: string): Invocation {
  if (Buffer.byteLength(payload) <= maxPayloadBytes) return { kind: "returned", payload };
  return {
    kind: "failed",
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
  };
}

/** The function keeps running after its caller's timeout, as on AWS. */
async function withPatience(
  outcome: ReturnType<FunctionPool["invoke"]>,
  patienceMs: number,
): Promise<Awaited<typeof outcome> | { kind: "abandoned" }> {
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<{ kind: "abandoned" }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "abandoned" }), patienceMs);
  });
  return Promise.race([outcome, abandoned]).finally(() => clearTimeout(timer));
}
