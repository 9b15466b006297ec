import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { plantedBugs } from "../net/planted/plants.ts";

/* docs/proof.md names tests; each of them is there. Reach: the file system. */

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const proof = read("docs/proof.md");

/** The cells of all rows below a heading, without the table's head. */
function rowsBelow(heading: string): string[][] {
  const [, after = ""] = proof.split(`## ${heading}\n`);
  const [section = ""] = after.split("\n## ");
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) => row.split("|").map((cell) => cell.trim()));
}

/** A file and the title of a test in it, each as `path` "title". */
const named = [...proof.matchAll(/`(test\/[^`\s]+\.test\.ts)` "([^"]+)"/g)].map(
  ([, path = "", title = ""]) => [path, title] as const,
);

it.each(named)("%s has a test called %j", (path, title) => {
  expect(read(path)).toContain(`"${title}"`);
});

it("has a row for every invariant, and a command in each", () => {
  const rows = rowsBelow("Invariants");
  const invariants = new Set(rows.map(([, invariant]) => invariant));
  for (let number = 1; number <= 12; number++) expect(invariants).toContain(`I${number}`);
  const scripts = Object.keys(JSON.parse(read("package.json")).scripts);
  for (const [, , , , , command = ""] of rows) {
    const [, script = ""] = /npm (?:run )?([\w:]+)/.exec(command) ?? [];
    expect(scripts).toContain(script);
  }
});

it("has a test for every control of the threat model, and names everybody in it", () => {
  const rows = rowsBelow("Controls of the threat model");
  for (const row of rows) expect(row.join()).toMatch(/`test\/[^`]+\.test\.ts` "/);
  const [, model = ""] = read("SECURITY.md").split("## Threat model\n");
  const who = [...model.matchAll(/^\| (.+?) +\|/gm)].map(([, name = ""]) => name);
  const people = who.filter((name) => name !== "who" && !name.startsWith("-"));
  expect(people.length).toBeGreaterThan(8);
  const covered = new Set(rows.map(([, name]) => name));
  for (const name of people) expect(covered).toContain(name);
});

it("names every planted bug", () => {
  for (const { name } of plantedBugs) expect(proof).toContain(name);
});
