import { basename } from "node:path";
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

const isFailed = ({ status }) => status === TestStatus.Failed;

/**
 * Runs tests by Jest's own runner, Circus, but all in one process, and loads nothing again for the
 * next mutant. Only for a mutant of code that runs while modules load, they are loaded anew.
 *
 * What a mutant leaves behind in a module must not count against the next one. So a test kills a
 * mutant only if it passes without it thereafter; otherwise a new process decides.
 */
class CircusRunner {
  #files = new Map();
  #freshLoads = 0;
  #ranBefore = false;
  #isSpoilt = false;

  constructor(options) {
    this.testFiles = options.circus.testFiles;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.on("unhandledRejection", blameOnRunningTest);
    process.on("uncaughtException", blameOnRunningTest);
  }

  /**
   * Runs all tests twice, since they must not depend on what they did to their modules. Tells of the
   * time for loading as of a test's: Stryker would allow it, as an overhead, for each mutant.
   */
  async dryRun() {
    stryker.mutantCoverage = { static: {}, perTest: {} };
    const tests = [];
    for (const file of this.testFiles) {
      const startMs = performance.now();
      const loaded = await this.#load(file);
      const found = await runFile(loaded, { bail: false });
      const again = (await runFile(loaded, { bail: false })).find(isFailed);
      if (again && !found.some(isFailed)) {
        const errorMessage = `fails the second time: ${again.name}: ${again.failureMessage}`;
        return { status: DryRunStatus.Error, errorMessage };
      }
      if (found[0]) found[0].timeSpentMs += performance.now() - startMs;
      tests.push(...found);
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, testFilter, hitLimit }) {
    if (this.#isSpoilt || this.#freshLoads > maxFreshLoads) throw new Error("needs a new process");
    Object.assign(stryker, { hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
    try {
      return mutantActivation === "static"
        ? await this.#runFresh(activeMutant, hitLimit)
        : await this.#runKnown(activeMutant, new Set(testFilter), hitLimit);
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
      const tests = await runFile(loaded, { ids, bail: true });
      const timeout = determineHitLimitReached(stryker.hitCount, hitLimit);
      stryker.activeMutant = undefined;
      if (timeout) return toMutantRunResult(timeout);
      const failed = tests.find(isFailed);
      if (!failed) continue;
      if (!(await this.#passesWithout(loaded, failed.id))) this.#spoil();
      return toMutantRunResult({ status: DryRunStatus.Complete, tests });
    }
    return { status: MutantRunStatus.Survived, nrOfTests: ids.size };
  }

  async #runFresh({ id, fileName }, hitLimit) {
    stryker.activeMutant = id;
    this.#freshLoads += 1;
    const query = `?fresh=${this.#freshLoads}`;
    let nrOfTests = 0;
    for (const file of this.#inOrder(fileName)) {
      const loaded = await loadFile(file, query).catch((error) => String(error));
      if (typeof loaded === "string") {
        return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: loaded, nrOfTests };
      }
      const tests = await runFile(loaded, { bail: true });
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
    const [again] = await runFile(loaded, { ids: new Set([id]), bail: true });
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

  /** The tests of the mutated module first. */
  #inOrder(mutated) {
    const own = `${basename(mutated, ".ts")}.test.ts`;
    const isOwn = (file) => basename(file) === own;
    return this.testFiles.toSorted((one, other) => Number(isOwn(other)) - Number(isOwn(one)));
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
