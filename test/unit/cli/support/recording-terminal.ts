import type { Terminal } from "../../../../cli/terminal.ts";

/** A terminal that keeps what it was told, and answers as it was told to. */
export class RecordingTerminal implements Terminal {
  readonly printed: string[] = [];
  readonly noted: string[] = [];
  readonly questions: string[] = [];
  readonly progressed: string[] = [];
  readonly showsTables: boolean;
  readonly columns: number;
  readonly showsProgress: boolean;
  readonly canAsk: boolean;
  readonly #secret: string;
  readonly #confirms: boolean;

  constructor({
    showsTables = false,
    columns = Number.POSITIVE_INFINITY,
    showsProgress = false,
    canAsk = false,
    secret = "",
    confirms = false,
  } = {}) {
    this.showsTables = showsTables;
    this.columns = columns;
    this.showsProgress = showsProgress;
    this.canAsk = canAsk;
    this.#secret = secret;
    this.#confirms = confirms;
  }

  print(text: string): void {
    this.printed.push(text);
  }

  note(text: string): void {
    this.noted.push(text);
  }

  progress(text: string): void {
    this.progressed.push(text);
  }

  async askSecret(question: string): Promise<string> {
    this.questions.push(question);
    return this.#secret;
  }

  async confirm(question: string): Promise<boolean> {
    this.questions.push(question);
    return this.#confirms;
  }
}
