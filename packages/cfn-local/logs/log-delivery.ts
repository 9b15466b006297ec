import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { Invoke } from "../gateway/invoke.ts";
import type { LogSubscription } from "../template/model.ts";
import { accountId } from "../template/simulated-account.ts";

/** AWS delivers within seconds; so does this, in batches. */
const batchMs = 200;
const greatestBatch = 1_000;
/** An asynchronous invocation is retried twice. AWS waits a minute, then two. */
const retriesAfterMs = [500, 1_000];
const patienceMs = 900_000;

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/**
 * Delivers the lines of log groups to the functions that subscribe to them, as CloudWatch Logs does: at
 * least once, in batches, gzipped.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export class LogDelivery {
  readonly #subscriptions: readonly LogSubscription[];
  readonly #invoke: Invoke;
  readonly #retriesAfterMs: readonly number[];
  readonly #logStream = randomUUID().replaceAll("-", "");
  readonly #waiting = new Map<LogSubscription, LogEvent[]>();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #events = 0;
  #isStopping = false;

  constructor(
    subscriptions: readonly LogSubscription[],
    invoke: Invoke,
    retryPausesMs: readonly number[] = retriesAfterMs,
  ) {
    this.#subscriptions = subscriptions;
    this.#invoke = invoke;
    this.#retriesAfterMs = retryPausesMs;
  }

  write(logGroup: string, message: string): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.logGroup !== logGroup || !subscription.matches(message)) continue;
      const events = this.#waiting.get(subscription) ?? [];
      events.push(this.#eventOf(message));
      this.#waiting.set(subscription, events);
      if (events.length >= greatestBatch) this.#send();
      else this.#timer ??= setTimeout(() => this.#send(), batchMs).unref();
    }
  }

  /** Delivers what is left, without retries. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#send();
    await Promise.all(this.#underWay);
  }

  /** An event's id is a number of 56 digits, greater for later events. */
  #eventOf(message: string): LogEvent {
    const timestamp = Date.now();
    const id = `${timestamp}${String(this.#events++).padStart(12, "0")}`.padStart(56, "0");
    return { id, timestamp, message };
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [subscription, events] of this.#waiting) {
      const delivery = this.#deliver(subscription, events).finally(() =>
        this.#underWay.delete(delivery),
      );
      this.#underWay.add(delivery);
    }
    this.#waiting.clear();
  }

  async #deliver(subscription: LogSubscription, logEvents: readonly LogEvent[]): Promise<void> {
    const payload = this.#payloadOf(subscription, logEvents);
    for (const pauseMs of [...this.#retriesAfterMs, undefined]) {
      const { kind } = await this.#invoke(subscription.functionArn, payload, patienceMs);
      if (kind !== "failed" || pauseMs === undefined || this.#isStopping) return;
      await pause(pauseMs, undefined, { ref: false });
    }
  }

  #payloadOf({ name, logGroup }: LogSubscription, logEvents: readonly LogEvent[]): string {
    const data = {
      messageType: "DATA_MESSAGE",
      owner: accountId,
      logGroup,
      logStream: this.#logStream,
      subscriptionFilters: [name],
      logEvents,
    };
    return JSON.stringify({
      awslogs: { data: gzipSync(JSON.stringify(data)).toString("base64") },
    });
  }
}
