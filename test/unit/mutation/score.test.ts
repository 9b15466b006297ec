import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { MutantResult } from "@stryker-mutator/api/core";
import { describeMutant, scoreOf, timeoutsOf } from "../../mutation/score.ts";

describe("scoreOf", () => {
  it("counts what no test reaches as alive, and leaves out what could not be judged", () => {
    const statuses = [
      "Killed",
      "Timeout",
      "Survived",
      "NoCoverage",
      "RuntimeError",
      "CompileError",
      "Ignored",
    ] as const;
    expect(scoreOf(statuses.map((status) => ({ status })))).toEqual({
      killed: 2,
      all: 4,
      percent: 50,
    });
  });
});

describe("describeMutant", () => {
  it("names the place as an editor does, and what stands there instead", () => {
    const fileName = join(mkdtempSync(join(tmpdir(), "mutant-")), "limit.ts");
    writeFileSync(fileName, "const a = 1;\nconst isFull = units >= limit;\n");
    const mutant: MutantResult = {
      id: "0",
      fileName,
      mutatorName: "EqualityOperator",
      location: { start: { line: 2, column: 16 }, end: { line: 2, column: 30 } },
      replacement: "units > limit",
      status: "NoCoverage",
    };
    expect(describeMutant(mutant)).toMatch(
      /limit\.ts:2:16 units >= limit -> units > limit \(no test reaches it\)$/,
    );
    const late: MutantResult = { ...mutant, status: "Timeout" };
    expect(timeoutsOf([mutant, late]).map(describeMutant)).toEqual([
      expect.stringMatching(/ -> units > limit \(killed: no end in time\)$/),
    ]);
  });
});
