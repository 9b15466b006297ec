// The SDK warns at every start on Node 20 that it will want a newer one; Lambda has that.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import('jest').Config} */
export default {
  testEnvironment: "node",
  // A local run starts in about a second, but may have to synthesise first, on a busy machine.
  testTimeout: 60_000,
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // `npm run test:net` has a configuration of its own.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/net/"],
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
  modulePathIgnorePatterns: ["<rootDir>/cdk.out", "<rootDir>/.latchkey"],
};
