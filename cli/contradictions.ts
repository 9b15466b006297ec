import type { Command } from "commander";
import { CliError } from "./exit-code.ts";

/**
 * Makes a command and its subcommands refuse `--x` together with `--no-x`. Commander lets the last
 * one win, so what was typed first would be ignored.
 */
export function refuseContradictions(command: Command): void {
  const longs = command.options.map(({ long }) => long);
  for (const { long, negate } of command.options) {
    const positive = long?.replace(/^--no-/, "--");
    if (!negate || !long || !positive || !longs.includes(positive)) continue;
    refuseBoth(command, positive, long);
  }
  for (const below of command.commands) refuseContradictions(below);
}

function refuseBoth(command: Command, ...flags: readonly [string, string]): void {
  const seen = new Set<string>();
  for (const flag of flags) {
    command.on(`option:${flag.slice(2)}`, () => {
      seen.add(flag);
      if (seen.size < flags.length) return;
      throw new CliError("misuse", `${flags.join(" and ")} cannot be used together.`);
    });
  }
}
