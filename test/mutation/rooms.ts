import { readdirSync } from "node:fs";

export interface Room {
  /** Files, or how their paths begin. */
  readonly mutate: readonly string[];
  /** The same for the tests, below test/. */
  readonly tests: readonly string[];
}

/**
 * The rooms whose code is mutated, each with the tests that must notice: paths of test files, or how
 * they begin. Those of a mutant's own module come first, so name more rather than fewer.
 */
export const rooms: Readonly<Record<string, Room>> = {
  key: {
    mutate: ["core/key/"],
    tests: ["unit/core/key/", "unit/core/admission/verify-key", "unit/management/", "properties/"],
  },
  admission: {
    mutate: ["core/admission/"],
    tests: [
      "unit/core/admission/",
      "properties/",
      "unit/core/store/adm",
      "unit/http/",
      "unit/refusals/",
    ],
  },
  wrappers: {
    mutate: ["lambda/", "verifier/"],
    tests: ["unit/lambda/", "unit/verifier/", "unit/http/", "store/verifier/"],
  },
  time: {
    mutate: ["core/time/"],
    tests: ["unit/core/time/", "unit/core/aws/", "unit/verifier/", "unit/management/"],
  },
  account: {
    mutate: ["core/account/", "core/api-errors.ts", "core/errors.ts", "core/log-phrases.ts"],
    tests: ["unit/core/", "unit/config/", "unit/management/", "unit/public/", "unit/http/"],
  },
  config: {
    mutate: ["core/config/"],
    tests: ["unit/config/", "unit/web/accent", "unit/core/account/", "unit/management/"],
  },
  events: {
    mutate: ["core/event/", "core/webhook/"],
    tests: ["unit/core/event/", "unit/core/webhook/", "unit/events/", "unit/management/"],
  },
  management: {
    mutate: ["core/management/"],
    tests: ["unit/core/management/", "unit/management/"],
  },
  restore: {
    mutate: ["core/restore/"],
    tests: ["unit/core/restore/", "unit/cli/restore/", "store/restore"],
  },
  aws: {
    mutate: ["core/aws/", "core/builtin/"],
    tests: [
      "unit/core/aws/",
      "unit/core/builtin/",
      "store/connection",
      "store/json-service",
      "store/pooled-send",
      "store/secure-connection",
    ],
  },
  store: {
    mutate: ["core/store/"],
    tests: ["unit/core/store/", "store/"],
  },
};

const roots = ["core", "lambda", "verifier"];
const roomTests = ["unit", "properties", "store"];

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((path) => `${directory}/${path}`)
    .sort();
}

function beginsWithOneOf(path: string, beginnings: readonly string[]): boolean {
  return beginnings.some((beginning) => path.startsWith(beginning));
}

/** All that is mutated, as paths from the repository's root, which is the current directory. */
export function mutatedFiles(): string[] {
  return roots.flatMap(filesBelow).filter((path) => path.endsWith(".ts"));
}

export function filesOf({ mutate }: Room): string[] {
  return mutatedFiles().filter((path) => beginsWithOneOf(path, mutate));
}

/** In the order of the room's list, so that what is quick can come first. */
export function testsOf({ tests }: Room): string[] {
  const all = roomTests.flatMap((tier) => filesBelow(`test/${tier}`));
  const found = tests.flatMap((beginning) =>
    all.filter((path) => path.startsWith(`test/${beginning}`) && path.endsWith(".test.ts")),
  );
  return [...new Set(found)];
}
