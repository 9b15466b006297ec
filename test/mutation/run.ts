import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { MutantResult } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import { startDatabase } from "../../packages/cfn-local/services/database.ts";
import { filesOf, rooms, testsOf } from "./rooms.ts";
import { describeMutant, scoreLine, scoreOf, survivorsOf, timeoutsOf } from "./score.ts";

/*
 * `npm run test:mutation [-- room…]`: mutates the rooms, or all of them, and fails below 85 % killed.
 * With `--changed <commit>` only the files that differ from that commit, as pull requests do; with
 * `--file <path>` only that file, which may be given several times. `--quick` leaves out the tests over
 * a database. `--static` judges what runs only while modules load, too.
 */

const minScore = 85;
const reports = ".latchkey/mutation";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: "string" },
    concurrency: { type: "string", default: "1" },
    file: { type: "string", multiple: true },
    quick: { type: "boolean", default: false },
    static: { type: "boolean", default: false },
  },
});

function changedSince(commit: string): ReadonlySet<string> {
  const range = ["--merge-base", commit, "--", "core", "lambda", "verifier"];
  const names = execFileSync("git", ["diff", "--name-only", "--diff-filter=d", ...range], {
    encoding: "utf8",
  });
  return new Set(names.split("\n"));
}

/** The messages of tests that fail without any mutant; they judge none. */
const unfitFile = resolve(reports, `unfit-${process.pid}.txt`);

async function mutate(files: readonly string[], tests: readonly string[]): Promise<MutantResult[]> {
  const stryker = new Stryker({
    configFile: "test/mutation/stryker.config.json",
    mutate: [...files],
    concurrency: Number(values.concurrency),
    ignoreStatic: !values.static,
    circus: { testFiles: tests, unfitFile },
  });
  return stryker.runMutationTest();
}

/** All rooms in one run, since the time to start the tests is most of the time of a small one. */
async function mutateRooms(): Promise<MutantResult[]> {
  const chosen = Object.entries(rooms).filter(
    ([name]) => positionals.length === 0 || positionals.includes(name),
  );
  const changed = values.changed === undefined ? undefined : changedSince(values.changed);
  const placed = chosen.map(([name, room]) => {
    const files = filesOf(room).filter(
      (file) => (changed?.has(file) ?? true) && (values.file?.includes(file) ?? true),
    );
    const tests = testsOf(room).filter((test) => !(values.quick && test.startsWith("test/store/")));
    return { ...room, name, files, tests: files.length > 0 ? tests : [] };
  });
  const files = placed.flatMap((room) => room.files);
  if (files.length === 0) return [];
  mkdirSync(reports, { recursive: true });
  const results = await mutate(files, [...new Set(placed.flatMap(({ tests }) => tests))]);
  if (existsSync(unfitFile)) {
    process.stdout.write(`Failed without any mutant:\n${readFileSync(unfitFile, "utf8")}`);
  }
  const counted: MutantResult[] = [];
  for (const room of placed) {
    const own = results.filter(({ fileName }) => room.files.includes(relative("", fileName)));
    counted.push(...own);
    if (own.length === 0) continue;
    const listed = [...survivorsOf(own), ...timeoutsOf(own)].map(describeMutant);
    const text = [scoreLine(room.name, scoreOf(own)), ...listed]
      .map((line) => `${line}\n`)
      .join("");
    process.stdout.write(text);
    writeFileSync(`${reports}/${room.name}.txt`, text);
  }
  return counted;
}

async function main(): Promise<number> {
  const unknown = positionals.filter((name) => !(name in rooms));
  if (unknown.length > 0) {
    process.stderr.write(
      `No room ${unknown.join(", ")}; rooms: ${Object.keys(rooms).join(", ")}.\n`,
    );
    return 2;
  }
  const database = await startDatabase(process.env.DYNAMODB_ENDPOINT, undefined);
  // The tests of the store find it there, and start none of their own for each mutant.
  process.env.DYNAMODB_ENDPOINT = database.endpoint;
  try {
    const score = scoreOf(await mutateRooms());
    process.stdout.write(`${scoreLine("all", score)}\n`);
    return score.percent < minScore ? 1 : 0;
  } finally {
    await database.stop();
  }
}

process.exitCode = await main();
