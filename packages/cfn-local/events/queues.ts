import type { QueueModel } from "../template/model.ts";
import { Queue, type QueueOptions } from "./queue.ts";

/** The queues of a template. */
export class Queues {
  readonly #queues: readonly Queue[];

  constructor(models: readonly QueueModel[], options: QueueOptions) {
    this.#queues = models.map((model) => new Queue(model, options));
    for (const queue of this.#queues) {
      const deadLetters = this.byArn(queue.model.deadLetterArn ?? "");
      if (deadLetters) queue.setDeadLetters(deadLetters);
    }
  }

  byArn(arn: string): Queue | undefined {
    return this.#queues.find(({ model }) => model.arn === arn);
  }

  byUrl(url: string): Queue | undefined {
    return this.#queues.find(({ model }) => model.url === url);
  }

  /** The state of each queue, by its name. */
  counts(): { readonly name: string; readonly visible: number; readonly hidden: number }[] {
    return this.#queues.map((queue) => ({
      name: queue.model.arn.split(":").at(-1) ?? "",
      ...queue.counts(),
    }));
  }

  /** The queue from which messages come to a dead-letter queue. */
  sourceOf(deadLetters: Queue): Queue | undefined {
    return this.#queues.find(({ model }) => model.deadLetterArn === deadLetters.model.arn);
  }
}
