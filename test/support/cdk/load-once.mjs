/**
 * Has each worker load the AWS CDK once, where Jest would load and compile it anew for each test file. That takes a
 * third of the time of test/infra.
 *
 * What the CDK makes is therefore of another realm than the tests: its objects have another `Object.prototype`,
 * its errors another `Error`.
 */
export default {
  process: (_source, path) => ({
    code: `module.exports = requireInWorker(${JSON.stringify(path)});`,
  }),
  getCacheKey: (_source, path) => `load-once-1${path.replace(/\W/g, "-")}`,
};
