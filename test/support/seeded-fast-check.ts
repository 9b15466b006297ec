import { jest } from "@jest/globals";
import fc from "../../node_modules/fast-check/lib/fast-check.js";

/*
 * What tests get for `fast-check`, by Jest's configuration: every property takes its random values
 * from the run's seed, which Jest prints and `npm test -- --seed=…` repeats.
 */
fc.configureGlobal({ seed: jest.getSeed() });

export default fc;
