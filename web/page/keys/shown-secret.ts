/**
 * Holds a whole key while it is shown. The renderer may keep removed elements in memory until the page
 * is left; it then keeps this object, from which the key has been erased.
 */
export class ShownSecret {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Empty after `forget()`. */
  get text(): string {
    return this.#text;
  }

  forget(): void {
    this.#text = "";
  }
}
