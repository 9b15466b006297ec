import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives the run a directory of its own, in which `tmpdir()` is for every test and the processes that
 * it starts. Whatever they leave there goes with the run.
 */
export default function setUp() {
  const directory = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  process.env.TMPDIR = directory;
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
}
