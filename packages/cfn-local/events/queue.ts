import { createHash, randomUUID } from "node:crypto";
import type { QueueModel } from "../template/model.ts";

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly bodyMd5: string;
  readonly sentAtMs: number;
  firstReceivedAtMs: number | undefined;
  receiveCount: number;
  visibleAtMs: number;
  /** The latest receipt's; undefined before the first. */
  receiptHandle: string | undefined;
}

export interface QueueOptions {
  readonly nowMs: () => number;
  /** By how much shorter the pauses are that consumers set. */
  readonly speed: number;
}

/**
 * A standard queue, in memory: what is received is hidden until it is deleted or its visibility
 * timeout ends, and goes to the dead-letter queue once it was received too often.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export class Queue {
  readonly model: QueueModel;
  readonly #options: QueueOptions;
  readonly #messages = new Map<string, QueuedMessage>();
  readonly #listeners = new Set<() => void>();
  #deadLetters: Queue | undefined;

  constructor(model: QueueModel, options: QueueOptions) {
    this.model = model;
    this.#options = options;
  }

  setDeadLetters(queue: Queue): void {
    this.#deadLetters = queue;
  }

  /** Calls back whenever a message may be received earlier than was known. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  send(body: string, delaySeconds = this.model.delaySeconds): QueuedMessage {
    const now = this.#options.nowMs();
    const message: QueuedMessage = {
      id: randomUUID(),
      body,
      bodyMd5: createHash("md5").update(body).digest("hex"),
      sentAtMs: now,
      firstReceivedAtMs: undefined,
      receiveCount: 0,
      visibleAtMs: now + delaySeconds * 1000,
      receiptHandle: undefined,
    };
    this.#add(message);
    return message;
  }

  receive(
    most: number,
    visibilitySeconds = this.model.visibilitySeconds,
  ): (QueuedMessage & { readonly receiptHandle: string })[] {
    const now = this.#options.nowMs();
    this.#expire(now);
    const received: (QueuedMessage & { receiptHandle: string })[] = [];
    for (const message of this.#messages.values()) {
      if (received.length === most) break;
      if (message.visibleAtMs > now || this.#giveUp(message)) continue;
      message.receiveCount++;
      message.firstReceivedAtMs ??= now;
      message.visibleAtMs = now + visibilitySeconds * 1000;
      const receiptHandle = randomUUID();
      message.receiptHandle = receiptHandle;
      received.push({ ...message, receiptHandle });
    }
    return received;
  }

  /** @returns false for a receipt that is not, or no longer, good */
  delete(receiptHandle: string): boolean {
    const message = this.#find(receiptHandle);
    return message !== undefined && this.#messages.delete(message.id);
  }

  /** @returns false for a receipt that is not, or no longer, good */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const message = this.#find(receiptHandle);
    if (!message) return false;
    message.visibleAtMs = this.#options.nowMs() + (seconds * 1000) / this.#options.speed;
    this.#wake();
    return true;
  }

  /** Moves all messages that are not in flight, as new ones. @returns how many */
  moveTo(destination: Queue): number {
    const now = this.#options.nowMs();
    const moved = [...this.#messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= now);
    for (const { id, body } of moved) {
      this.#messages.delete(id);
      destination.send(body);
    }
    return moved.length;
  }

  counts(): { readonly visible: number; readonly hidden: number } {
    const now = this.#options.nowMs();
    const hidden = [...this.#messages.values()].filter((one) => one.visibleAtMs > now).length;
    return { visible: this.#messages.size - hidden, hidden };
  }

  /** @returns undefined while there are no messages */
  nextVisibleInMs(): number | undefined {
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAtMs } of this.#messages.values()) next = Math.min(next, visibleAtMs);
    return next === Number.POSITIVE_INFINITY ? undefined : next - this.#options.nowMs();
  }

  #add(message: QueuedMessage): void {
    this.#messages.set(message.id, message);
    this.#wake();
  }

  #wake(): void {
    for (const listener of this.#listeners) listener();
  }

  #find(receiptHandle: string): QueuedMessage | undefined {
    return [...this.#messages.values()].find((one) => one.receiptHandle === receiptHandle);
  }

  /** "the time of a message in a dead-letter queue counts from when it was first sent" */
  #giveUp(message: QueuedMessage): boolean {
    const { maxReceiveCount } = this.model;
    const isLast = maxReceiveCount !== undefined && message.receiveCount >= maxReceiveCount;
    if (!isLast || !this.#deadLetters) return false;
    this.#messages.delete(message.id);
    this.#deadLetters.#add({ ...message, receiptHandle: undefined });
    return true;
  }

  #expire(now: number): void {
    const oldestMs = now - this.model.retentionSeconds * 1000;
    for (const { id, sentAtMs } of this.#messages.values()) {
      if (sentAtMs < oldestMs) this.#messages.delete(id);
    }
  }
}
