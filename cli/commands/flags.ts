import { type Command, InvalidArgumentError } from "commander";
import { list } from "../api/objects.ts";
import type { CommandContext } from "../command-context.ts";
import { CliError } from "../exit-code.ts";

/** The API checks the range. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** Parses a whole number in a range. */
export function numberBetween(least: number, greatest: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= greatest) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${greatest}.`);
  };
}

const durationGrammar = /^(\d{1,6})(s|m|h|d)$/;
const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** @returns whole seconds @throws InvalidArgumentError */
export function duration(text: string): number {
  const [, amount, unit] = durationGrammar.exec(text) ?? [];
  const seconds = secondsOf[unit ?? ""];
  if (seconds === undefined) {
    throw new InvalidArgumentError("It must be a duration such as 90s, 30m, 24h or 7d.");
  }
  return Number(amount) * seconds;
}

/** Parses a time as `duration` does, or a bare 0. @returns whole seconds @throws InvalidArgumentError */
export function durationOrNone(text: string): number {
  return text === "0" ? 0 : duration(text);
}

/** @returns Unix time in ms @throws CliError that names the flag */
export function timeFlag(flag: string, text: string): number {
  const epochMs = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(epochMs)) return epochMs;
  throw new CliError("misuse", `${flag} must be a time such as 2026-11-28T08:00:00Z.`);
}

export function withPageFlags(command: Command): Command {
  return command
    .option("--limit <number>", "results per page, 1 to 100 (default 20)")
    .option("--cursor <cursor>", "continue after an earlier page")
    .option("--all", "fetch all pages");
}

/** Notes on stderr that there are more pages; with `--json` the result has the cursor too. */
export function noteMore(result: unknown, { terminal }: CommandContext): void {
  const next = list.safeParse(result).data?.next_cursor;
  if (next) terminal.note(`More results: pass --all, or --cursor ${next}`);
}

/** The pairs of `--metadata`; false for `--no-metadata`. */
export type MetadataFlag = Readonly<Record<string, string>> | false;

/** Adds one `name=value` to those before it. @throws InvalidArgumentError */
export function metadataPair(text: string, before: MetadataFlag = {}): MetadataFlag {
  const end = text.indexOf("=");
  if (end < 1) throw new InvalidArgumentError("It must be like crm_id=c-1042.");
  return { ...before, [text.slice(0, end)]: text.slice(end + 1) };
}
