import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { commonTokens, declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  MutantRunStatus,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { blameOnRunningTest, loadFile, runFile, stryker } from "./circus-file.mjs";

/** So many times are modules loaded anew before a new process frees their memory. */
const maxFreshLoads = 150;

/**
 * What a mutant gets of the tests over a database, quickest first: so many, or what took so long in the
 * first run. A mutant that survives these counts as alive.
 */
const databaseTests = 10;
const databaseMs = 3_000;

/** In the sandbox, for processes that come after the one of the first run. */
const durationsFile = "mutation-durations.json";

const patient = { bail: false, testTimeout: 120_000 };

const isOverNetwork = (file) => file.startsWith("test/store/");
const isFailed = ({ status }) => status === TestStatus.Failed;
const isTimeout = ({ failureMessage }) => failureMessage?.includes("Exceeded timeout") ?? false;

/** Stryker's limit of what is taken for an endless loop is 100 times what all tests do: minutes. */
const share = 10;

/**
 * Runs tests until one fails, and gives up soon on a promise that a mutant leaves open. What seems
 * to hang counts only if this process was idle meanwhile, not if the machine is slow.
 */
async function runMutated(loaded, ids) {
  // The others wait for nothing but this process.
  const testTimeout = isOverNetwork(loaded.file) ? 10_000 : 1_000;
  const before = performance.eventLoopUtilization();
  const tests = await runFile(loaded, { bail: true, ids, testTimeout });
  const { utilization } = performance.eventLoopUtilization(before);
  if (!tests.some(isTimeout) || utilization < 0.5) return tests;
  return runFile(loaded, { bail: true, ids, testTimeout: 10 * testTimeout });
}

/** A test over a database may fail because the machine is slow: then it does not fail again. */
async function failureIn(loaded, ids) {
  const tests = await runMutated(loaded, ids);
  const failed = tests.find(isFailed);
  if (!failed || !isOverNetwork(loaded.file)) return failed;
  return (await runMutated(loaded, new Set([failed.id]))).find(isFailed);
}

/**
 * Runs tests by Jest's own runner, Circus, but all in one process, and loads nothing again for the
 * next mutant. Only for a mutant of code that runs while modules load, they are loaded anew.
 *
 * What a mutant leaves behind in a module must not count against the next one. So a test kills a
 * mutant only if it passes without it thereafter; otherwise a new process decides.
 */
class CircusRunner {
  #files = new Map();
  /** By file and by test. */
  #durationMs = new Map();
  /** By test, the mutants that it reaches, until a new process forgets it. */
  #reached = {};
  #freshLoads = 0;
  #ranBefore = false;
  #isSpoilt = false;

  constructor(options) {
    this.testFiles = options.circus.testFiles;
    this.unfitFile = options.circus.unfitFile;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.on("unhandledRejection", blameOnRunningTest);
    process.on("uncaughtException", blameOnRunningTest);
    if (!existsSync(durationsFile)) return;
    this.#durationMs = new Map(JSON.parse(readFileSync(durationsFile, "utf8")));
  }

  /**
   * Runs all tests twice, since they must not depend on what they did to their modules. A test that
   * fails judges no mutant. Tells of the time for loading as of a test's: Stryker would allow it, as an
   * overhead, for each mutant.
   */
  async dryRun() {
    stryker.mutantCoverage = { static: {}, perTest: {} };
    const startMs = performance.now();
    const tests = [];
    for (const file of this.testFiles) {
      const loaded = await this.#load(file);
      const loadedMs = performance.now();
      const found = await runFile(loaded, patient);
      this.#durationMs.set(file, performance.now() - loadedMs);
      const second = await runFile(loaded, patient);
      for (const { id, timeSpentMs } of second) this.#durationMs.set(id, timeSpentMs);
      const unfit = [...found, ...second].filter(isFailed);
      for (const { name, failureMessage } of unfit) {
        appendFileSync(this.unfitFile, `${name}: ${failureMessage}\n`);
      }
      const unfitIds = new Set(unfit.map(({ id }) => id));
      tests.push(...found.filter(({ id }) => !unfitIds.has(id)));
      for (const id of unfitIds) delete stryker.mutantCoverage.perTest[id];
    }
    const timeSpentMs = performance.now() - startMs;
    tests.push({ id: "loading", name: "loading", timeSpentMs, status: TestStatus.Success });
    writeFileSync(durationsFile, JSON.stringify([...this.#durationMs]));
    const { mutantCoverage } = stryker;
    this.#reached = mutantCoverage.perTest;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, sandboxFileName, testFilter, ...limits }) {
    if (this.#isSpoilt || this.#freshLoads > maxFreshLoads) throw new Error("needs a new process");
    const hitLimit = limits.hitLimit && Math.ceil(limits.hitLimit / share);
    Object.assign(stryker, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    try {
      const ids = this.#affordable(testFilter ?? this.#testsThatReach(activeMutant));
      const result = await this.#runKnown(activeMutant, ids, hitLimit);
      const isAlive = result.status === MutantRunStatus.Survived;
      return isAlive && mutantActivation === "static"
        ? await this.#runFresh(activeMutant, this.#filesThatReach(sandboxFileName), hitLimit)
        : result;
    } finally {
      stryker.activeMutant = undefined;
      this.#ranBefore = true;
    }
  }

  async #runKnown({ id, fileName }, ids, hitLimit) {
    for (const file of this.#inOrder(fileName)) {
      if (![...ids].some((test) => test.startsWith(`${file}: `))) continue;
      const loaded = await this.#load(file);
      stryker.activeMutant = id;
      const failed = await failureIn(loaded, ids);
      const timeout = determineHitLimitReached(stryker.hitCount, hitLimit);
      stryker.activeMutant = undefined;
      if (timeout) return toMutantRunResult(timeout);
      if (!failed) continue;
      if (!(await this.#passesWithout(loaded, failed.id))) this.#spoil();
      return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed] });
    }
    return { status: MutantRunStatus.Survived, nrOfTests: ids.size };
  }

  async #runFresh({ id, fileName }, files, hitLimit) {
    stryker.activeMutant = id;
    this.#freshLoads += 1;
    const query = `?fresh=${this.#freshLoads}`;
    let nrOfTests = 0;
    for (const file of this.#inOrder(fileName)) {
      if (files.size > 0 && !files.has(file)) continue;
      const loaded = await loadFile(file, query).catch((error) => String(error));
      if (typeof loaded === "string") {
        return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: loaded, nrOfTests };
      }
      const tests = await runMutated(loaded);
      nrOfTests += tests.length;
      const timeout = determineHitLimitReached(stryker.hitCount, hitLimit);
      if (timeout) return toMutantRunResult(timeout);
      if (tests.some(isFailed)) {
        return toMutantRunResult({ status: DryRunStatus.Complete, tests });
      }
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  async #passesWithout(loaded, id) {
    Object.assign(stryker, { hitLimit: undefined, hitCount: undefined });
    const [again] = await runFile(loaded, { ...patient, ids: new Set([id]) });
    return again?.status === TestStatus.Success;
  }

  #spoil() {
    if (this.#ranBefore) throw new Error("an earlier mutant may have left something behind");
    this.#isSpoilt = true;
  }

  async #load(file) {
    const loaded = this.#files.get(file) ?? (await loadFile(file));
    this.#files.set(file, loaded);
    return loaded;
  }

  #affordable(ids) {
    const durationOf = (id) => this.#durationMs.get(id) ?? 0;
    let spentMs = 0;
    const left = ids
      .filter(isOverNetwork)
      .toSorted((one, other) => durationOf(one) - durationOf(other))
      .filter((id, index) => {
        spentMs += durationOf(id);
        return index < databaseTests || spentMs <= databaseMs;
      });
    return new Set([...ids.filter((id) => !isOverNetwork(id)), ...left]);
  }

  #testsThatReach({ id }) {
    return Object.keys(this.#reached).filter((test) => id in this.#reached[test]);
  }

  /** The test files that run anything of a module; none if it has nothing to run. */
  #filesThatReach(module) {
    const text = readFileSync(module, "utf8");
    const ids = [...text.matchAll(/stryMutAct_9fa48\("(\d+)"\)/g)].map(([, id]) => id);
    const tests = Object.keys(this.#reached).filter((test) =>
      ids.some((id) => id in this.#reached[test]),
    );
    return new Set(tests.map((test) => test.slice(0, test.indexOf(": "))));
  }

  /**
   * The tests of the mutated module first, then those of the modules beside it, those over a database
   * last; the quick before the slow.
   */
  #inOrder(mutated) {
    const own = `${basename(mutated, ".ts")}.test.ts`;
    const room = dirname(mutated).split("/").slice(-2).join("/");
    const distance = (file) => {
      if (isOverNetwork(file)) return 3;
      return basename(file) === own ? 0 : dirname(file).endsWith(room) ? 1 : 2;
    };
    const duration = (file) => this.#durationMs.get(file) ?? 0;
    return this.testFiles.toSorted(
      (one, other) => distance(one) - distance(other) || duration(one) - duration(other),
    );
  }
}

function createRunner(options) {
  return new CircusRunner(options);
}
createRunner.inject = [commonTokens.options];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "circus", createRunner)];
export const strykerValidationSchema = {
  type: "object",
  properties: { circus: { type: "object" } },
};
