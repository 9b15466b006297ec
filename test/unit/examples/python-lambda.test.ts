import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "@jest/globals";

/* Reach: examples/python-lambda and its own tests, in a child process. */

const directory = fileURLToPath(new URL("../../../examples/python-lambda", import.meta.url));
const python = ["python3", "/usr/bin/python3"].find(
  (candidate) => spawnSync(candidate, ["-c", ""]).status === 0,
);

(python === undefined ? it.skip : it)("the decorator for Python passes its tests", () => {
  // -B, since compiled files would stay in the working copy.
  const options = { cwd: directory, encoding: "utf8" } as const;
  const { status, stderr } = spawnSync(python ?? "", ["-B", "-m", "unittest"], options);
  expect(stderr).toMatch(/^Ran 6 tests in [\d.]+s\n\nOK$/m);
  expect(status).toBe(0);
  expect(existsSync(`${directory}/__pycache__`)).toBe(false);
});
