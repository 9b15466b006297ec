import { existsSync } from "node:fs";
import base from "./jest.config.mjs";

/** What Jest takes from a project; the rest counts in the configuration as a whole alone. */
const ours = {
  testEnvironment: base.testEnvironment,
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: base.globalSetup,
  moduleNameMapper: base.moduleNameMapper,
  extensionsToTreatAsEsm: base.extensionsToTreatAsEsm,
  transform: base.transform,
  transformIgnorePatterns: base.transformIgnorePatterns,
  modulePathIgnorePatterns: base.modulePathIgnorePatterns,
};

const net = {
  ...ours,
  displayName: "net",
  testMatch: ["<rootDir>/test/net/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/net/(differential|store)/"],
};

/** What talks to a table, on Amazon's own database. */
const dynamoDbLocal = {
  ...ours,
  displayName: "DynamoDB Local",
  testMatch: [
    "<rootDir>/test/net/differential/**/*.test.ts",
    "<rootDir>/test/net/model/**/*.test.ts",
    "<rootDir>/test/net/store/**/*.test.ts",
    "<rootDir>/test/store/{admi,key,listing,order}*.test.ts",
  ],
  globalSetup: "<rootDir>/test/net/differential/start-dynamodb-local.mjs",
  globalTeardown: "<rootDir>/test/net/differential/stop-dynamodb-local.mjs",
  setupFiles: ["<rootDir>/test/net/differential/use-dynamodb-local.ts"],
};

const isFetched = existsSync(
  new URL("packages/cfn-local/dynamodb-local/node_modules", import.meta.url),
);
if (!isFetched && !process.env.CI) {
  process.stderr.write("Without DynamoDB Local (npm run database), its tests are left out.\n");
}

/**
 * `npm run test:net`: what holds the product to its promises from outside, over HTTP, and on
 * Amazon's own database. Apart from `npm test`, which it would make too long.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testTimeout: 180_000,
  // Of tests within a file that may run at once: each has a Latchkey of its own, and waits much.
  maxConcurrency: 3,
  projects: isFetched || process.env.CI ? [net, dynamoDbLocal] : [net],
};
