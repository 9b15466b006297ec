import { createRequire } from "node:module";
import { TestEnvironment } from "jest-environment-node";

const require = createRequire(import.meta.url);

/** Node's environment, from which tests reach the modules that load-once.mjs leaves to the worker. */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.requireInWorker = (path) => require(path);
  }
}
