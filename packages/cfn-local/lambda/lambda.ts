import type { Invocation, Invoke } from "../gateway/invoke.ts";
import { StartError } from "../start-error.ts";
import type { FunctionModel } from "../template/model.ts";
import type { Outcome } from "./container.ts";
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
}

/** Runs the functions of a template. */
export class Lambda {
  readonly #pools: ReadonlyMap<string, { name: string; pool: FunctionPool }>;
  readonly #reportFailure: LambdaOptions["reportFailure"];
  /** What is under way ends with an error then. */
  #isStopping = false;

  constructor(functions: ReadonlyMap<string, FunctionModel>, options: LambdaOptions) {
    const pools = [...functions].map(([arn, model]) => {
      const pool = new FunctionPool(model, options.endpoints, options);
      return [arn, { name: model.name, pool }] as const;
    });
    this.#pools = new Map(pools);
    this.#reportFailure = options.reportFailure;
  }

  /** Bound, so that it can be handed to the gateway. */
  readonly invoke: Invoke = async (functionArn, payload, patienceMs) => {
    const entry = this.#pools.get(functionArn);
    if (!entry) throw new StartError(`The template has no function ${functionArn}.`);
    if (Buffer.byteLength(payload) > maxPayloadBytes) return { kind: "too-large" };
    const outcome = await withPatience(entry.pool.invoke(payload), patienceMs);
    const invocation = outcome.kind === "returned" ? refuseLarge(outcome.payload) : outcome;
    if (invocation.kind === "failed" && !this.#isStopping) {
      this.#reportFailure(entry.name, invocation.errorType, invocation.errorMessage);
    }
    return invocation;
  };

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
  outcome: Promise<Outcome>,
  patienceMs: number,
): Promise<Outcome | { kind: "abandoned" }> {
  let timer: NodeJS.Timeout | undefined;
  const abandoned = new Promise<{ kind: "abandoned" }>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "abandoned" }), patienceMs);
  });
  return Promise.race([outcome, abandoned]).finally(() => clearTimeout(timer));
}
