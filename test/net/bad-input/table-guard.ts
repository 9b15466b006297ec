import type { RunningLatchkey } from "../../../local/start.ts";
import { canonical, placeOf, rawTable } from "../support/raw-table.ts";

/** Watches a whole table for any difference from how it once was, and undoes what differs. */
export interface TableGuard {
  /** The places at which the table differs from how it was, each with what happened there. */
  differences(): Promise<string[]>;
  /** Puts every item back as it was, so that the next case meets the same table. */
  restore(): Promise<void>;
}

export async function guardTable(latchkey: RunningLatchkey): Promise<TableGuard> {
  const table = rawTable(latchkey.dynamodbEndpoint, latchkey.tableName);
  const before = await table.scan();
  const baseline = new Map(before.items.map((item) => [placeOf(item), item]));

  async function changes() {
    const now = await table.scan();
    if (now.text === before.text) return { added: [], changed: [] };
    const present = new Map(now.items.map((item) => [placeOf(item), item]));
    return {
      added: now.items.filter((item) => !baseline.has(placeOf(item))),
      changed: before.items.filter(
        (item) => canonical(present.get(placeOf(item))) !== canonical(item),
      ),
    };
  }

  return {
    async differences() {
      const { added, changed } = await changes();
      return [
        ...added.map((item) => `${placeOf(item)} is new`),
        ...changed.map((item) => `${placeOf(item)} is not as it was`),
      ];
    },
    async restore() {
      const { added, changed } = await changes();
      await Promise.all([...added.map(table.remove), ...changed.map(table.put)]);
    },
  };
}
