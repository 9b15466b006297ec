import fc from "fast-check";

const maxRuns = 10;

/** The same few random values for each mutant, and no search for a smaller counterexample. */
function brief({ numRuns = maxRuns, ...rest } = {}) {
  return { ...rest, seed: 0, numRuns: Math.min(numRuns, maxRuns), endOnFailure: true };
}

export default {
  ...fc,
  assert: (property, parameters) => fc.assert(property, brief(parameters)),
};
