import { readFileSync } from "node:fs";
import { relative } from "node:path";
import type { MutantResult } from "@stryker-mutator/api/core";

const killed: ReadonlySet<string> = new Set(["Killed", "Timeout"]);
const remarks: Readonly<Record<string, string>> = {
  NoCoverage: " (no test reaches it)",
  Timeout: " (killed: no end in time)",
};
const alive: ReadonlySet<string> = new Set(["Survived", "NoCoverage"]);

export interface Score {
  readonly killed: number;
  /** Mutants that were judged; those that do not compile, for example, are not among them. */
  readonly all: number;
  readonly percent: number;
}

export function scoreOf(results: readonly Pick<MutantResult, "status">[]): Score {
  const dead = results.filter(({ status }) => killed.has(status)).length;
  const all = dead + results.filter(({ status }) => alive.has(status)).length;
  return { killed: dead, all, percent: all === 0 ? 100 : (100 * dead) / all };
}

export function scoreLine(name: string, { killed, all, percent }: Score): string {
  return `${name}: ${percent.toFixed(1)} % killed, ${killed} of ${all}`;
}

export function survivorsOf(results: readonly MutantResult[]): MutantResult[] {
  return results.filter(({ status }) => alive.has(status));
}

/** Mutants whose tests did not end in time, which counts as killed. */
export function timeoutsOf(results: readonly MutantResult[]): MutantResult[] {
  return results.filter(({ status }) => status === "Timeout");
}

/** The place of a mutant, and the line before and after, as far as the mutant changes it. */
export function describeMutant({ fileName, location, replacement, status }: MutantResult): string {
  const lines = readFileSync(fileName, "utf8").split("\n");
  const { start, end } = location;
  const changed = lines.slice(start.line - 1, end.line);
  const last = changed.length - 1;
  const original = changed
    .map((line, at) => (at === last ? line.slice(0, end.column - 1) : line))
    .map((line, at) => (at === 0 ? line.slice(start.column - 1) : line))
    .join("\n");
  const where = `${relative(process.cwd(), fileName)}:${start.line}:${start.column}`;
  const short = (text = "") => text.replace(/\s+/g, " ").slice(0, 100);
  const remark = remarks[status] ?? "";
  return `${where} ${short(original)} -> ${short(replacement)}${remark}`;
}
