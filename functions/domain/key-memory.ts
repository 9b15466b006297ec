import type { KeyRecord } from "./key-record.ts";

/** What one container remembers of a key. Good for guessing the next write, and for refusing. */
export interface RememberedKey {
  readonly record: KeyRecord;
  /** The latest second at which the table showed the window to be full, and how often it did. */
  readonly full: FullWindow | undefined;
}

export interface FullWindow {
  readonly second: number;
  readonly timesSeen: number;
}

/** The keys that one container saw last; the least recently used goes first. */
export class KeyMemory {
  readonly #keys = new Map<string, RememberedKey>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(keyId: string): RememberedKey | undefined {
    return this.#keys.get(keyId);
  }

  set(keyId: string, remembered: RememberedKey): void {
    this.#keys.delete(keyId);
    this.#keys.set(keyId, remembered);
    if (this.#keys.size <= this.#capacity) return;
    const [oldest] = this.#keys.keys();
    if (oldest !== undefined) this.#keys.delete(oldest);
  }

  delete(keyId: string): void {
    this.#keys.delete(keyId);
  }
}
