// The SDK warns at every start on Node 20 that it will want a newer one; Lambda has that.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import('jest').Config} */
export default {
  testEnvironment: "node",
  // A local run starts in about a second, but may have to synthesise first, on a busy machine.
  testTimeout: 60_000,
  // Of tests that are declared concurrent, which are those that mostly wait.
  maxConcurrency: 16,
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // These have a configuration of their own (`npm run test:net`), or need what is installed apart
  // (`npm run test:openapi`).
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/net/", "<rootDir>/test/consumers/"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {
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
    "<rootDir>/.latchkey",
    "<rootDir>/test/consumers/(node_modules|generated)",
  ],
};
