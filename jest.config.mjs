import { availableParallelism } from "node:os";

// The SDK warns at every start on Node 20 that it will want a newer one; Lambda has that.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

// The CDK checks each template that it synthesises, which takes it twice as long; `npm run synth` has it check
// those of all stages.
process.env.CDK_VALIDATION = "false";

const cdk = "aws-cdk-lib|constructs|cdk-nag|@aws-cdk|@cdklabs";

/** @type {import('jest').Config} */
export default {
  testEnvironment: "<rootDir>/test/support/cdk/environment.mjs",
  // Ends what hangs. How long anything else takes is the machine's affair.
  testTimeout: 300_000,
  testMatch: ["<rootDir>/test/**/*.test.ts", "<rootDir>/packages/*/test/**/*.test.ts"],
  // These have scripts of their own: `npm run test:adopt` and `npm run test:openapi`, which install what they need,
  // `npm run test:browser` and `npm run test:net`.
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/adopt/",
    "<rootDir>/test/browser/",
    "<rootDir>/test/consumers/",
    "<rootDir>/test/net/",
  ],
  // More than the cores of a small machine, since many tests wait for a clock or another process.
  maxWorkers: Math.max(3, availableParallelism() - 1),
  // Of tests that are declared concurrent, which are those that mostly wait.
  maxConcurrency: 16,
  // A worker keeps some of each file's modules for good, and pays for it in garbage collection.
  workerIdleMemoryLimit: "1.5GB",
  testSequencer: "<rootDir>/test/support/slowest-first.mjs",
  globalSetup: "<rootDir>/test/support/temporary-directory.mjs",
  moduleNameMapper: {
    "^fast-check$": "<rootDir>/test/support/seeded-fast-check.ts",
    // As what is in lib/ imports it; tests of bundles name it otherwise.
    "^[.]{1,2}/bundles[.]ts$": "<rootDir>/test/support/bundles-once.ts",
  },
  showSeed: true,
  extensionsToTreatAsEsm: [".ts"],
  transformIgnorePatterns: [`/node_modules/(?!(${cdk})/)`],
  transform: {
    [`/node_modules/(${cdk})/.*[.]js$`]: "<rootDir>/test/support/cdk/load-once.mjs",
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: {
          parser: { syntax: "typescript" },
          target: "es2022",
          experimental: { keepImportAttributes: true },
        },
        module: { type: "es6" },
      },
    ],
  },
  modulePathIgnorePatterns: [
    "<rootDir>/cdk.out",
    "<rootDir>/dist",
    "<rootDir>/.latchkey",
    "<rootDir>/test/consumers/(node_modules|generated)",
  ],
};
