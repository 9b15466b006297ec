import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";

const content = z.record(z.string(), z.string());

/** The last record of each shard that was handled: in memory, and in a file if one is given. */
export class Checkpoints {
  readonly #path: string | undefined;
  readonly #places: Map<string, string>;

  constructor(path: string | undefined) {
    this.#path = path;
    const kept =
      path && existsSync(path) ? content.parse(JSON.parse(readFileSync(path, "utf8"))) : {};
    this.#places = new Map(Object.entries(kept));
  }

  get(shard: string): string | undefined {
    return this.#places.get(shard);
  }

  set(shard: string, sequenceNumber: string): void {
    this.#places.set(shard, sequenceNumber);
    if (!this.#path) return;
    writeFileSync(`${this.#path}.new`, JSON.stringify(Object.fromEntries(this.#places)));
    renameSync(`${this.#path}.new`, this.#path);
  }
}
