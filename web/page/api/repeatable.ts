/**
 * Gives requests that make something their `Idempotency-Key`: the same one for the same request,
 * so that a second click or another try makes nothing twice; another one for another request.
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
