import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Database } from "../../../packages/cfn-local/services/database-process.ts";
import { findDynoxide, startDynoxide } from "../../../packages/cfn-local/services/dynoxide.ts";
import { newKeyring } from "../../support/keys.ts";
import { createTable, type TestTable } from "../../support/table.ts";
import { type Command, sequences } from "./commands.ts";
import { Twin } from "./twin.ts";

/*
 * The embedded database beside Amazon's own: whatever is done to both, they answer the same and hold
 * the same. Reach: use cases and key check, two databases on 127.0.0.1; no HTTP of the product's.
 */

/** `LATCHKEY_SEQUENCES=500` compares as many. */
const numRuns = Number(process.env.LATCHKEY_SEQUENCES ?? 200);

const keyring = newKeyring();
let embedded: Database;
let tables: TestTable[];

beforeAll(async () => {
  const binary = findDynoxide();
  if (!binary) throw new Error("there is no embedded database for this platform");
  embedded = await startDynoxide(binary, undefined);
  const amazons = process.env.LATCHKEY_TEST_DYNAMODB_LOCAL ?? "";
  tables = await Promise.all([embedded.endpoint, amazons].map(createTable));
});

afterAll(async () => {
  await Promise.all(tables.map((table) => table.stop()));
  await embedded.stop();
});

async function compare(commands: readonly Command[]): Promise<void> {
  const twins = tables.map((table) => new Twin(table, keyring));
  const both = <T>(run: (twin: Twin) => Promise<T>) => Promise.all(twins.map(run));
  try {
    for (const command of commands) {
      const [ours, amazons] = await both((twin) => twin.run(command));
      expect(ours).toEqual(amazons);
      const [held, amazonsHeld] = await both((twin) => twin.contents());
      expect(held).toEqual(amazonsHeld);
    }
  } finally {
    await both((twin) => twin.clear());
  }
}

it(
  "answers and stores what Amazon's does, after each step of random sequences",
  async () => {
    let steps = 0;
    await fc.assert(
      fc.asyncProperty(sequences, async (commands) => {
        steps += commands.length;
        await compare(commands);
      }),
      { numRuns },
    );
    expect(steps).toBeGreaterThan(10 * numRuns);
  },
  2_000 * numRuns,
);
