import { readdirSync } from "node:fs";

export interface Room {
  /** Files, or how their paths begin. */
  readonly mutate: readonly string[];
  /** The same for the tests, below test/. */
  readonly tests: readonly string[];
}

/** Tests that need no database, of the core or through it. */
const quick = [
  "unit/core/",
  "unit/management/",
  "unit/http/",
  "unit/lambda/",
  "unit/verifier/",
  "unit/events/publish",
  "unit/events/send-webhooks",
  "unit/config/",
  "unit/public/",
  "unit/refusals/",
  "unit/cli/restore/",
  "properties/",
];

const quickOfStore = [
  "unit/core/store/",
  "unit/core/admission/",
  "unit/core/key/",
  "unit/management/",
];

/** The rooms whose code is mutated, each with the tests that must notice. */
export const rooms: Readonly<Record<string, Room>> = {
  key: { mutate: ["core/key/"], tests: quick },
  admission: { mutate: ["core/admission/"], tests: quick },
  account: {
    mutate: ["core/account/", "core/api-errors.ts", "core/errors.ts", "core/log-phrases.ts"],
    tests: quick,
  },
  config: { mutate: ["core/config/"], tests: [...quick, "unit/web/accent"] },
  events: { mutate: ["core/event/", "core/webhook/"], tests: quick },
  management: { mutate: ["core/management/"], tests: quick },
  time: { mutate: ["core/time/"], tests: quick },
  wrappers: {
    mutate: ["lambda/", "verifier/"],
    tests: [
      "unit/lambda/",
      "unit/verifier/",
      "unit/http/",
      "unit/core/admission/",
      "store/verifier/",
    ],
  },
  restore: {
    mutate: ["core/restore/"],
    tests: ["unit/core/restore/", "unit/cli/restore/", "store/restore"],
  },
  // By the tests over a database that reach the files, since these take the longest.
  "store-admission": {
    mutate: [
      "core/store/admi",
      "core/store/att",
      "core/store/pepper-secret",
      "core/store/quota-room",
      "core/store/read-key",
      "core/store/rotated-secret",
      "core/store/update",
      "core/store/wa",
      "core/store/window-room",
    ],
    tests: [...quickOfStore, "store/admit", "store/key-rotation", "store/key-rules"],
  },
  "store-events": {
    mutate: [
      "core/store/access-log",
      "core/store/all-events",
      "core/store/event",
      "core/store/expir",
      "core/store/refusals",
    ],
    tests: [...quickOfStore, "store/all-events", "store/expiry-notices", "store/refusals"],
  },
  store: {
    mutate: [
      "core/store/account",
      "core/store/batch-get",
      "core/store/document-client",
      "core/store/idempotency",
      "core/store/item-keys",
      "core/store/key",
      "core/store/list-page",
      "core/store/note-rules",
      "core/store/read-listed",
      "core/store/read-managed-key",
      "core/store/retry-on-conflict",
      "core/store/rules-notice",
      "core/store/table-",
      "core/store/transaction",
    ],
    tests: [
      ...quickOfStore,
      "store/in-memory-store",
      "store/key-creation",
      "store/key-rotation",
      "store/key-rules",
      "store/key-usage",
      "store/late-changes",
      "store/listing-costs",
    ],
  },
  aws: {
    mutate: ["core/aws/", "core/builtin/"],
    tests: [
      "unit/core/aws/",
      "unit/core/builtin/",
      "unit/verifier/",
      "store/aws-clients",
      "store/connection",
      "store/json-service",
      "store/pooled-send",
    ],
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
