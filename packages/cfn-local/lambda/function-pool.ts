import type { FunctionModel } from "../template/model.ts";
import { type Bundle, findBundle } from "./bundle.ts";
import {
  Container,
  type FailureReport,
  type FunctionLog,
  type OnChunk,
  type Outcome,
} from "./container.ts";
import type { ServiceEndpoints } from "./environment.ts";

export interface PoolOptions {
  /** Concurrent containers per function. */
  readonly maxContainers: number;
  readonly log: FunctionLog;
  readonly reportFailure: FailureReport;
}

/**
 * The containers of one function: one per concurrent event, up to a limit.
 *
 * Above the limit events wait. Lambda would throttle instead, but only at an account's 1,000;
 * throttling at this much lower limit would show clients errors that they do not get from AWS. At the
 * concurrency that a template reserves for a function, it is throttled here too.
 */
export class FunctionPool {
  readonly #model: FunctionModel;
  readonly #bundle: Bundle;
  readonly #endpoints: ServiceEndpoints;
  readonly #options: PoolOptions;
  readonly #all = new Set<Container>();
  readonly #idle: Container[] = [];
  #underWay = 0;
  readonly #waiting: ((container: Container) => void)[] = [];

  /** @throws StartError if the function's code does not exist */
  constructor(model: FunctionModel, endpoints: ServiceEndpoints, options: PoolOptions) {
    this.#model = model;
    this.#bundle = findBundle(model);
    this.#endpoints = endpoints;
    this.#options = options;
  }

  /** Events that it works on, or that wait for a container. */
  get underWay(): number {
    return this.#underWay;
  }

  async invoke(
    payload: string,
    onChunk: OnChunk,
  ): Promise<Outcome | { readonly kind: "throttled" }> {
    const { reservedConcurrency } = this.#model;
    if (reservedConcurrency !== undefined && this.#underWay >= reservedConcurrency) {
      return { kind: "throttled" };
    }
    this.#underWay += 1;
    try {
      const container = await this.#acquire();
      try {
        return await container.invoke(payload, onChunk);
      } finally {
        this.#release(container);
      }
    } finally {
      this.#underWay -= 1;
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((container) => container.stop()));
  }

  /** Stops the idle containers, as Lambda does at times; their memory is lost. */
  async recycle(): Promise<void> {
    const idle = this.#idle.splice(0);
    for (const container of idle) this.#all.delete(container);
    await Promise.all(idle.map((container) => container.stop()));
  }

  /** Takes the container that was used last, so that as few as possible are in use. */
  async #acquire(): Promise<Container> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.isDead) return idle;
      this.#all.delete(idle);
    }
    if (this.#all.size < this.#options.maxContainers) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(container: Container): void {
    if (container.isDead) this.#all.delete(container);
    const next = this.#waiting.shift();
    if (!next) {
      if (!container.isDead) this.#idle.push(container);
      return;
    }
    next(container.isDead ? this.#start() : container);
  }

  #start(): Container {
    const container = new Container(this.#model, this.#bundle, this.#endpoints, this.#options);
    this.#all.add(container);
    return container;
  }
}
