import type { FunctionModel } from "../template/model.ts";
import { type Bundle, findBundle } from "./bundle.ts";
import { Container, type FailureReport, type FunctionLog, type Outcome } from "./container.ts";
import type { ServiceEndpoints } from "./environment.ts";

export interface PoolOptions {
  /** Containers that a function may have at a time. */
  readonly maxContainers: number;
  readonly log: FunctionLog;
  readonly reportFailure: FailureReport;
}

/**
 * The containers of one function: as many as there are events at a time, up to a limit.
 *
 * Beyond the limit events wait their turn. Lambda would throttle instead, but its limit is an
 * account's 1,000, while this one only spares the machine; refusing at eight would show clients
 * errors that AWS does not make.
 */
export class FunctionPool {
  readonly #model: FunctionModel;
  readonly #bundle: Bundle;
  readonly #endpoints: ServiceEndpoints;
  readonly #options: PoolOptions;
  readonly #all = new Set<Container>();
  readonly #idle: Container[] = [];
  readonly #waiting: ((container: Container) => void)[] = [];

  /** @throws StartError where the function's code is not there */
  constructor(model: FunctionModel, endpoints: ServiceEndpoints, options: PoolOptions) {
    this.#model = model;
    this.#bundle = findBundle(model);
    this.#endpoints = endpoints;
    this.#options = options;
  }

  async invoke(payload: string): Promise<Outcome> {
    const container = await this.#acquire();
    try {
      return await container.invoke(payload);
    } finally {
      this.#release(container);
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#all].map((container) => container.stop()));
  }

  /** Stops the idle containers, as Lambda does at times: what they remembered is gone. */
  async recycle(): Promise<void> {
    const idle = this.#idle.splice(0);
    for (const container of idle) this.#all.delete(container);
    await Promise.all(idle.map((container) => container.stop()));
  }

  /** The container that was used last, so that few stay warm rather than many lukewarm. */
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
