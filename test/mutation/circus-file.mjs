import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { TestStatus } from "@stryker-mutator/api/test-runner";
import { addEventHandler, getState, resetState, run, setState } from "jest-circus";
import { jest } from "./jest-globals.mjs";

globalThis.__stryker__ ??= {};
/** What Stryker's instrumented code reads and writes. */
export const stryker = globalThis.__stryker__;

let running;
addEventHandler(({ name, test }) => {
  if (name === "test_start") stryker.currentTestId = running.idOf.get(test);
  if (name !== "test_done") return;
  stryker.currentTestId = undefined;
  if (running.bail && test.errors.length > 0) skip([...running.idOf.keys()]);
});

function skip(tests) {
  for (const test of tests) if (test.status === null) test.mode = "skip";
}

/** Of what no test awaited. */
export function blameOnRunningTest(error) {
  getState().currentlyRunningTest?.errors.push(error);
}

function testsOf(block) {
  return block.children.flatMap((child) => (child.type === "test" ? [child] : testsOf(child)));
}

function nameOf(test) {
  const names = [];
  for (let at = test; at.parent; at = at.parent) names.unshift(at.name);
  return names.join(" ");
}

/** Reads a test file. Its tests can run again and again, since Circus keeps them in a tree. */
export async function loadFile(file, query = "") {
  resetState();
  await import(`${pathToFileURL(resolve(file)).href}${query}`);
  const state = getState();
  const tests = new Map();
  for (const test of testsOf(state.rootDescribeBlock)) {
    // By its place: a name may hold what was made up, or a stack, which differ in the next process.
    tests.set(`${file}: ${tests.size + 1}`, { test, mode: test.mode });
  }
  return { file, state, tests };
}

/** Runs the tests of `ids`, or all of the file; with `bail` none after the first failure. */
export async function runFile({ file, state, tests }, { ids, bail, testTimeout }) {
  const idOf = new Map();
  for (const [id, { test, mode }] of tests) {
    Object.assign(test, { errors: [], status: null, startedAt: null, duration: null });
    test.mode = mode === undefined && ids && !ids.has(id) ? "skip" : mode;
    idOf.set(test, id);
  }
  Object.assign(state, { unhandledErrors: [], hasStarted: false, testTimeout });
  setState(state);
  running = { idOf, bail };
  await run();
  jest.restoreAllMocks();
  return [...idOf]
    .filter(([{ status }]) => status === "done")
    .map(([test, id]) => ({
      id,
      name: `${file}: ${nameOf(test)}`,
      fileName: resolve(file),
      timeSpentMs: test.duration ?? 0,
      ...(test.errors.length > 0
        ? { status: TestStatus.Failed, failureMessage: String(test.errors[0]).slice(0, 500) }
        : { status: TestStatus.Success }),
    }));
}
