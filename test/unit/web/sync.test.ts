import { describe, expect, it } from "@jest/globals";
import type { Management } from "../../../web/page/api/management.ts";
import type { AccountData } from "../../../web/page/workspace/account-data.ts";
import { createSync, type SyncState } from "../../../web/page/workspace/sync.ts";
import { aKey, noon } from "./support/a-key.ts";

const caller = { accountId: "demo", subject: "user-1" };
const pageOf = (ids: string, cursor?: string) => ({
  entries: [...ids].map((id) => aKey({ id })),
  cursor,
});

/** A page in front of an API that lists keys page by page. */
function house(pageAfter: (cursor: string | undefined) => Promise<ReturnType<typeof pageOf>>) {
  const told: SyncState[] = [];
  let data: AccountData = { caller, account: undefined, keys: pageOf("f", "after f") };
  const api: Pick<Management, "me" | "account" | "keys"> = {
    me: async () => caller,
    account: async () => undefined,
    keys: (_limit, cursor) => pageAfter(cursor),
  };
  const sync = createSync({
    api,
    now: () => noon,
    current: () => data,
    replace: (after) => {
      data = after;
    },
    tell: (state) => told.push(state),
  });
  return { sync, told, ids: () => data.keys.entries.map(({ id }) => id).join("") };
}

describe("keeping an account up to date", () => {
  it("loads the keys that follow, page by page", async () => {
    const { sync, told, ids } = house(async (cursor) =>
      cursor === "after f" ? pageOf("ed", "after d") : pageOf("c"),
    );
    await sync.loadRest();
    expect(ids()).toBe("fedc");
    expect(told.map(({ phase }) => phase)).toEqual(["busy", "idle"]);
  });

  it("keeps what is shown where a refresh fails, and tells how old that is", async () => {
    const broken = new Error("broken");
    const { sync, told, ids } = house(() => Promise.reject(broken));
    await expect(sync.refresh()).rejects.toBe(broken);
    expect(ids()).toBe("f");
    expect(told.at(-1)).toEqual({ phase: "failed", task: "refresh", error: broken, asOf: noon });
  });

  it("drops an earlier load, whenever its answer comes", async () => {
    const answers: (() => void)[] = [];
    const { sync, told, ids } = house((cursor) =>
      cursor === "after f"
        ? new Promise((resolve) => answers.push(() => resolve(pageOf("old"))))
        : Promise.resolve(pageOf("new")),
    );
    const rest = sync.loadRest();
    await sync.refresh();
    for (const answer of answers) answer();
    await rest;
    expect(ids()).toBe("new");
    expect(told.map(({ phase }) => phase)).toEqual(["busy", "busy", "idle"]);
  });

  it("asks again where a key was changed here meanwhile", async () => {
    let asked = 0;
    const { sync, ids } = house(async () => {
      asked += 1;
      if (asked === 1) sync.noteChange();
      return pageOf(asked === 1 ? "old" : "new");
    });
    await sync.refresh();
    expect([asked, ids()]).toEqual([2, "new"]);
  });
});
