import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type fc from "fast-check";
import type { Interval } from "../history/exchange.ts";
import {
  isSlow,
  type JsonResponse,
  type Recorder,
  type RequestParts,
} from "../history/recorder.ts";
import type { LineFault } from "../support/faulty-line.ts";
import type { NetHouse } from "../support/net-house.ts";
import type { Oracle } from "./oracle.ts";

/** A command of a history: what it asks for, and what the oracle says that comes of it. */
export type ModelCommand = fc.AsyncCommand<Oracle, Session>;

/** The product, as one history meets it: by an account of its own. */
export class Session {
  readonly accountId = `model_${randomUUID()}`;
  readonly path = `/accounts/${this.accountId}`;
  readonly recorder: Recorder;
  readonly house: NetHouse;
  #faultsLeft = 0;
  #endDisturbance: () => void = () => {};

  constructor(house: NetHouse) {
    this.house = house;
    this.recorder = house.newRecorder();
  }

  get nowMs(): number {
    return this.house.clock.nowMs();
  }

  /** Whether some call to the database may still fail. */
  get isDisturbed(): boolean {
    return this.#faultsLeft > 0;
  }

  /** Lets the next calls to the database fail. */
  disturb(fault: LineFault, calls: number): void {
    this.mend();
    this.#faultsLeft = calls;
    this.#endDisturbance = this.recorder.beginDisturbance();
    for (const line of [this.house.line, this.house.verifierLine]) {
      line.disturb(() => {
        if (this.#faultsLeft === 0) return undefined;
        this.#faultsLeft--;
        if (this.#faultsLeft === 0) this.#endDisturbance();
        return fault;
      });
    }
  }

  mend(): void {
    this.#faultsLeft = 0;
    this.#endDisturbance();
    this.house.line.mend();
    this.house.verifierLine.mend();
  }

  /**
   * Makes a change as a careful client does: what is answered 503 it asks for again, by the same
   * idempotency key, and so gets to know what became of it.
   */
  async change(method: string, path: string, parts: RequestParts = {}): Promise<Changed> {
    const wasDisturbed = this.isDisturbed;
    const startMs = this.nowMs;
    const answer = await this.recorder.manage(method, path, parts);
    const first = { startMs, endMs: this.nowMs };
    if (answer.status !== 503) return { answer, first, isRepeated: false };
    if (!wasDisturbed && !isSlow(first))
      throw new Error(`${method} was answered 503, and nothing was wrong`);
    this.mend();
    return { answer: await this.recorder.manage(method, path, parts), first, isRepeated: true };
  }
}

export interface Changed {
  readonly answer: JsonResponse;
  /** When the first attempt was made. */
  readonly first: Interval;
  readonly isRepeated: boolean;
}

/** @throws Error that shows what was answered instead, which is never a key */
export function expectStatus({ status, json }: JsonResponse, ...allowed: readonly number[]): void {
  if (allowed.includes(status)) return;
  throw new Error(`answered ${status} ${json?.error ?? ""} instead of ${allowed.join(" or ")}`);
}

/** @throws Error that names the field */
export function expectFields(shown: Record<string, unknown>, expected: object): void {
  for (const [field, value] of Object.entries(expected)) {
    if (isDeepStrictEqual(shown[field], value)) continue;
    throw new Error(
      `${field} is ${JSON.stringify(shown[field])} instead of ${JSON.stringify(value)}`,
    );
  }
}

/** A time as answers show it. */
export function shownTime(ms: number | undefined): string | null {
  return ms === undefined ? null : `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
