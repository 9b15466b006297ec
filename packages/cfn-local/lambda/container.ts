import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import type { FunctionModel } from "../template/model.ts";
import type { Bundle } from "./bundle.ts";
import { answeredMessage, type InvocationMessage, loadedMessage } from "./container-message.ts";
import { functionEnvironment, logGroupOf, type ServiceEndpoints } from "./environment.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

/** The outcome of an event inside a function. */
export type Outcome =
  | { readonly kind: "returned"; readonly payload: string }
  | { readonly kind: "failed"; readonly errorType: string; readonly errorMessage: string };

/** Takes a part of a streamed response. */
export type OnChunk = (chunk: Uint8Array) => void;

/** Takes what a function writes to its standard streams. */
export type FunctionLog = (functionName: string, chunk: string) => void;

/** Called for each failure of a function, without the event or the answer. */
export type FailureReport = (functionName: string, errorType: string, errorMessage: string) => void;

/** "Init phase: 10 seconds" */
const maxInitMs = 10_000;

/**
 * One execution environment of a function, with separate modules, module state and environment
 * variables. It handles one event at a time until it times out, crashes or is stopped.
 */
export class Container {
  readonly #model: FunctionModel;
  readonly #sandbox: Sandbox;
  readonly #loaded: Promise<void>;
  readonly #reportFailure: FailureReport;
  #settle: ((outcome: Outcome) => void) | undefined;
  #onChunk: OnChunk = () => {};
  #isDead = false;

  /** @param reportFailure called for a crash between two events, which no outcome reports */
  constructor(
    model: FunctionModel,
    bundle: Bundle,
    endpoints: ServiceEndpoints,
    { log, reportFailure }: { log: FunctionLog; reportFailure: FailureReport },
  ) {
    this.#model = model;
    this.#reportFailure = reportFailure;
    this.#sandbox = startSandbox(bundle, functionEnvironment(model, endpoints));
    forward(this.#sandbox.stdout, (chunk) => log(model.name, chunk));
    forward(this.#sandbox.stderr, (chunk) => log(model.name, chunk));
    this.#loaded = this.#watch();
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /**
   * Hands over an event. The time-out counts from when the bundle is loaded, since on Lambda the
   * init phase has a limit of its own.
   *
   * @param payload the event as JSON
   * @param onChunk takes what a streaming function sends; the outcome's payload is empty then
   */
  async invoke(payload: string, onChunk: OnChunk): Promise<Outcome> {
    this.#onChunk = onChunk;
    const outcome = new Promise<Outcome>((resolve) => {
      this.#settle = resolve;
    });
    const initTimer = setTimeout(() => this.#fail("Sandbox.Timedout", "Init timed out"), maxInitMs);
    await Promise.race([this.#loaded, outcome]);
    clearTimeout(initTimer);
    if (this.#isDead) return outcome;
    const { name, arn, memoryMb, timeoutSeconds } = this.#model;
    const requestId = randomUUID();
    const message: InvocationMessage = {
      requestId,
      functionName: name,
      functionArn: arn,
      memoryMb,
      logGroup: logGroupOf(this.#model),
      deadlineMs: Date.now() + timeoutSeconds * 1000,
      payload,
    };
    const timer = setTimeout(() => {
      const words = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
      this.#fail("Sandbox.Timedout", words);
    }, timeoutSeconds * 1000);
    this.#sandbox.postMessage(message);
    return outcome.finally(() => clearTimeout(timer));
  }

  async stop(): Promise<void> {
    this.#isDead = true;
    this.#end({
      kind: "failed",
      errorType: "Runtime.Stopped",
      errorMessage: "The gateway is stopping.",
    });
    await this.#sandbox.terminate();
  }

  /** Resolves once the bundle is loaded; a bundle that cannot be loaded fails the event instead. */
  #watch(): Promise<void> {
    this.#sandbox.on("error", (error) => this.#fail(error.name, error.message));
    this.#sandbox.on("exit", () => this.#fail("Runtime.ExitError", "Runtime exited"));
    return new Promise((resolve) => {
      this.#sandbox.once("message", (first: unknown) => {
        const message = loadedMessage.parse(first);
        if (!message.ready) {
          this.#fail(message.errorType, message.errorMessage);
          return;
        }
        this.#sandbox.on("message", (next: unknown) => this.#answered(next));
        resolve();
      });
    });
  }

  #answered(message: unknown): void {
    const answer = answeredMessage.parse(message);
    if ("chunk" in answer) {
      if (this.#settle) this.#onChunk(answer.chunk);
    } else if (answer.ok) {
      this.#end({ kind: "returned", payload: answer.payload });
    } else {
      const { errorType, errorMessage } = answer;
      this.#end({ kind: "failed", errorType, errorMessage });
    }
  }

  /** Fails the current event, if any, and ends the container. */
  #fail(errorType: string, errorMessage: string): void {
    if (this.#isDead) return;
    this.#isDead = true;
    void this.#sandbox.terminate();
    if (!this.#settle) this.#reportFailure(this.#model.name, errorType, errorMessage);
    this.#end({ kind: "failed", errorType, errorMessage });
  }

  #end(outcome: Outcome): void {
    this.#settle?.(outcome);
    this.#settle = undefined;
  }
}

function forward(stream: Readable, log: (chunk: string) => void): void {
  stream.setEncoding("utf8");
  stream.on("data", log);
}
