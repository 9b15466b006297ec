import base from "./jest.config.mjs";

/**
 * `npm run test:net`: what holds the product to its promises from outside, over HTTP. Apart from
 * `npm test`, which it would make too long.
 *
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: ["<rootDir>/test/net/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 180_000,
};
