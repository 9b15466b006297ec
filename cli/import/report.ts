import type { Terminal } from "../terminal.ts";
import type { LineReport, Outcome } from "./import-line.ts";

const outcomeWidth = "would create".length;

/** Prints one report line for each line of the file as soon as it is done, and a summary. */
export class ImportReport {
  readonly #terminal: Terminal;
  readonly #asJson: boolean;
  readonly #total: number;
  readonly #counts = new Map<Outcome, number>();
  #done = 0;

  constructor(terminal: Terminal, asJson: boolean, total: number) {
    this.#terminal = terminal;
    this.#asJson = asJson;
    this.#total = total;
  }

  get hasErrors(): boolean {
    return this.#counts.has("error");
  }

  add(report: LineReport): void {
    this.#counts.set(report.outcome, (this.#counts.get(report.outcome) ?? 0) + 1);
    this.#done++;
    this.#terminal.print(this.#asJson ? jsonLine(report) : textLine(report));
    this.#terminal.progress(`${this.#done} of ${this.#total}`);
  }

  summary(): string {
    const counts = [...this.#counts].map(([outcome, count]) => `${count} ${outcome}`);
    return `${this.#done} of ${this.#total} lines: ${counts.join(", ") || "nothing to do"}`;
  }
}

/** One JSON object per line, so that a long report can be read while it is written. */
function jsonLine({ line, outcome, accountId, keyId, error }: LineReport): string {
  return JSON.stringify({
    line,
    outcome: outcome.replace(" ", "_"),
    account_id: accountId ?? null,
    key_id: keyId ?? null,
    error: error ?? null,
  });
}

function textLine({ line, outcome, accountId, keyId, error }: LineReport): string {
  const rest = [accountId, keyId, error].filter((part) => part !== undefined);
  return `line ${String(line).padEnd(6)}  ${outcome.padEnd(outcomeWidth)}  ${rest.join("  ")}`;
}
