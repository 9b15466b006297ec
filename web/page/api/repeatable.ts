/**
 * Assigns an `Idempotency-Key` to each request that creates something. The same request gets the same
 * key, so that a second click or a retry creates nothing twice. A different request gets another.
 */
export class Repeatable {
  readonly #randomId: () => string;
  readonly #keys = new Map<string, string>();

  constructor(randomId: () => string) {
    this.#randomId = randomId;
  }

  keyFor(request: unknown): string {
    const text = JSON.stringify(request);
    const key = this.#keys.get(text) ?? this.#randomId();
    this.#keys.set(text, key);
    return key;
  }
}
