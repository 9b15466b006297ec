/**
 * A whole key for as long as it is shown. What rendering remembers of elements that are gone may
 * stay in memory until the page is left: it holds this, from which the key is gone by then.
 */
export class ShownSecret {
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Empty once it is forgotten. */
  get text(): string {
    return this.#text;
  }

  forget(): void {
    this.#text = "";
  }
}
