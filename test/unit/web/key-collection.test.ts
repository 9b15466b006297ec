import { describe, expect, it } from "@jest/globals";
import type { QuotaPeriod } from "../../../core/key/quotas.ts";
import { adopt, append, type KeyCollection, put } from "../../../web/page/keys/key-collection.ts";
import { aKey } from "./support/a-key.ts";

function collection(ids: string, cursor?: string): KeyCollection {
  return { entries: [...ids].map((id) => aKey({ id, name: `before ${id}` })), cursor };
}

const idsOf = ({ entries }: KeyCollection) => entries.map(({ id }) => id).join("");

describe("the keys that the page knows", () => {
  it("go on with the next page, without one twice that was pushed there by a newer one", () => {
    const known = append(collection("dcb", "next"), collection("ba"));
    expect(idsOf(known)).toBe("dcba");
    expect(known.cursor).toBeUndefined();
  });

  it("have a key that was known before its page in the place of that page, as it is known", () => {
    const known = adopt(collection("dc", "next"), aKey({ id: "a", name: "changed here" }));
    const { entries } = append(known, collection("ba"));
    expect(entries.map(({ id, name }) => `${id} ${name}`)).toEqual([
      "d before d",
      "c before c",
      "b before b",
      "a changed here",
    ]);
  });

  it("take over a changed key in its place, with the usage that the answer does not tell", () => {
    const usage = { total: 3, last30Days: 3, days: [], quotas: [] };
    const known = { entries: [aKey({ id: "b" }), aKey({ id: "a", usage })], cursor: "next" };
    const after = put(known, aKey({ id: "a", name: "after" }));
    expect(after.entries).toEqual([aKey({ id: "b" }), aKey({ id: "a", name: "after", usage })]);
    expect(after.cursor).toBe("next");
  });

  it("forget what was used of a quota that a change removed, as the API does", () => {
    const use = (period: QuotaPeriod) => ({ period, used: 5, resetsAt: undefined });
    const usage = { total: 3, last30Days: 3, days: [], quotas: [use("day"), use("total")] };
    const quotas = { day: 10, total: 10 };
    const known = { entries: [aKey({ quotas, usage })], cursor: undefined };
    const fewer = put(known, aKey({ quotas: { total: 8 } }));
    expect(fewer.entries[0]?.usage?.quotas).toEqual([use("total")]);
    const again = put(fewer, aKey({ quotas }));
    expect(again.entries[0]?.usage?.quotas).toEqual([use("total")]);
  });

  it("have a new key first, and one from further down the list last", () => {
    expect(idsOf(put(collection("ba"), aKey({ id: "c" })))).toBe("cba");
    expect(idsOf(adopt(collection("cb", "next"), aKey({ id: "a" })))).toBe("cba");
    expect(idsOf(adopt(collection("cb"), aKey({ id: "b" })))).toBe("cb");
  });
});
