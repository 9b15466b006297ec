import { describe, expect, it } from "@jest/globals";
import { checkForeignPrefix } from "../../../cli/import/foreign-prefix.ts";
import { FreeKeySlots } from "../../../cli/import/free-key-slots.ts";
import { importLine, type LineReport } from "../../../cli/import/import-line.ts";
import { inOrder, oneByOne } from "../../../cli/import/in-order.ts";
import { answered, FakeApi } from "./support/fake-api.ts";
import { RecordingTerminal } from "./support/recording-terminal.ts";

const sha256 = "5".repeat(64);
const row = {
  account_id: "a1",
  name: "One",
  sha256,
  expires_at: undefined,
  rate_limit_per_minute: undefined,
  environment: undefined,
  scopes: undefined,
  allowed_ips: undefined,
  quotas: undefined,
};
const imported = { object: "api_key", id: "3kTMd92x" };

describe("importing a line", () => {
  it.each([
    ["created", 201, imported],
    ["unchanged", 200, imported],
    ["would create", 200, { object: "import_preview", outcome: "would_create" }],
    ["unchanged", 200, { object: "import_preview", outcome: "unchanged" }],
  ])("tells that it is %s", async (outcome, status, body) => {
    const api = new FakeApi(answered(status, body));
    expect(await importLine({ line: 2, row }, api, false)).toMatchObject({ line: 2, outcome });
  });

  it("asks for a preview in a dry run, and sends the account in the path alone", async () => {
    const api = new FakeApi(answered(200, { object: "import_preview", outcome: "unchanged" }));
    await importLine({ line: 2, row }, api, true);
    expect(api.calls).toEqual([
      {
        method: "POST",
        path: "/accounts/a1/keys/import",
        query: { dry_run: "true" },
        body: { name: "One", sha256 },
      },
    ]);
  });

  it.each([
    [400, "invalid_fields"],
    [404, "account_not_found"],
    [409, "active_key_limit_reached"],
    [409, "key_of_another_account"],
    [413, "body_too_large"],
  ])("reports %d %s as the line's own fault", async (status, code) => {
    const api = new FakeApi(answered(status, { error: "name: must be shorter", code }));
    const report = await importLine({ line: 2, row }, api, false);
    expect(report).toMatchObject({ outcome: "error", error: "name: must be shorter" });
  });

  it.each([
    [400, 1],
    [401, 1],
    [403, 1],
    [404, 1],
    [503, 3],
  ])(
    "stops at %d without such a code, as no other line would fare better",
    async (status, exitCode) => {
      const api = new FakeApi(answered(status, { error: "no" }));
      await expect(importLine({ line: 2, row }, api, false)).rejects.toMatchObject({ exitCode });
    },
  );

  it("asks nobody about a line that could not be read", async () => {
    const api = new FakeApi();
    const report = await importLine({ line: 3, error: "line: must be CSV" }, api, false);
    expect(report).toMatchObject({ line: 3, outcome: "error", error: "line: must be CSV" });
  });
});

describe("tasks in order", () => {
  it("go on side by side, up to the bound, and end in order", async () => {
    let underWay = 0;
    let most = 0;
    const task = async (item: number) => {
      most = Math.max(most, ++underWay);
      // Later items are done earlier.
      for (let turns = 20 - item; turns > 0; turns--) await Promise.resolve();
      underWay--;
      return item;
    };
    const items = Array.from({ length: 20 }, (_, index) => index);
    const results: number[] = [];
    for await (const result of inOrder(items, 4, task)) results.push(result);
    expect(results).toEqual(items);
    expect(most).toBe(4);
  });

  it("begins none after one has failed", async () => {
    const begun: number[] = [];
    const task = async (item: number) => {
      begun.push(item);
      if (item === 2) throw new Error("no");
      return item;
    };
    const all = async () => {
      for await (const _ of inOrder([0, 1, 2, 3, 4, 5, 6, 7], 2, task));
    };
    await expect(all()).rejects.toThrow("no");
    expect(begun).toEqual([0, 1, 2, 3]);
  });
});

describe("tasks one by one", () => {
  const groupOf = (item: string) => (item.startsWith("-") ? undefined : item.charAt(0));

  it("wait for those of their group that began before them, and for no others", async () => {
    const events: string[] = [];
    const waiting = new Map<string, () => void>();
    const task = oneByOne(groupOf, async (item: string) => {
      events.push(`begin ${item}`);
      await new Promise<void>((resolve) => waiting.set(item, resolve));
      events.push(`end ${item}`);
      return item;
    });
    const results = Promise.all(["a1", "a2", "b1", "-", "a3"].map(task));
    for (const item of ["b1", "-", "a1", "a2", "a3"]) {
      waiting.get(item)?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await results).toEqual(["a1", "a2", "b1", "-", "a3"]);
    expect(events.slice(0, 3)).toEqual(["begin a1", "begin b1", "begin -"]);
    const ofA = events.filter((event) => event.includes("a"));
    expect(ofA).toEqual(["a1", "a2", "a3"].flatMap((item) => [`begin ${item}`, `end ${item}`]));
  });

  it("do nothing once one of their group has failed", async () => {
    const begun: string[] = [];
    const task = oneByOne(groupOf, async (item: string) => {
      begun.push(item);
      if (item === "a1") throw new Error("out of reach");
    });
    const results = await Promise.allSettled(["a1", "a2", "b1"].map(task));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(begun).toEqual(["a1", "b1"]);
  });
});

describe("the lines of a dry run", () => {
  const wouldCreate = (line: number, accountId: string): LineReport => {
    return { line, outcome: "would create", accountId, keyId: undefined, error: undefined };
  };
  const accountWith = (active: number, max_active_keys: number) =>
    answered(200, {
      account_id: "a1",
      name: null,
      plan: "agency",
      max_active_keys,
      api_keys: { active },
      created_at: "2026-11-22T19:30:00Z",
      updated_at: "2026-11-22T19:30:00Z",
    });

  it("share the places that their account has left, in the order of the file", async () => {
    const api = new FakeApi(accountWith(1, 4), accountWith(0, 25));
    const places = new FreeKeySlots(api);
    const lines = ["a1", "a2", "a1", "a1", "a1", "a2", "a1"];
    const outcomes: (string | undefined)[] = [];
    for (const [index, accountId] of lines.entries()) {
      const { outcome, error } = await places.judge(wouldCreate(index, accountId));
      outcomes.push(error ?? outcome);
    }
    const full = "Active key limit reached";
    const taken = Array<string>(4).fill("would create");
    expect(outcomes).toEqual([...taken, full, "would create", full]);
    expect(api.calls.map(({ path }) => path)).toEqual(["/accounts/a1", "/accounts/a2"]);
  });

  it("take no place with what would create nothing, and ask for no account with one line", async () => {
    const api = new FakeApi();
    const places = new FreeKeySlots(api);
    const reports: LineReport[] = [
      wouldCreate(2, "a1"),
      { ...wouldCreate(3, "a1"), outcome: "unchanged" },
      { ...wouldCreate(4, "a1"), outcome: "error", error: "Active key limit reached" },
      { ...wouldCreate(5, "a1"), outcome: "error", accountId: undefined, error: "line: bad" },
    ];
    for (const report of reports) expect(await places.judge(report)).toBe(report);
    expect(api.calls).toEqual([]);
  });

  it("cannot be foretold where the account cannot be read", async () => {
    const places = new FreeKeySlots(new FakeApi(answered(503, { error: "no" })));
    await places.judge(wouldCreate(2, "a1"));
    await expect(places.judge(wouldCreate(3, "a1"))).rejects.toMatchObject({ exitCode: 3 });
  });
});

describe("the prefix of imported keys", () => {
  const deployed = (prefix?: string, isLocal = false) => ({
    name: isLocal ? "the local run" : "stage test",
    isLocal,
    apiUrl: "https://keys.example.com/api",
    outputs: new Map(prefix === undefined ? [] : [["ImportedKeys", JSON.stringify({ prefix })]]),
    aws: { endpoints: {} },
  });

  it("is checked where it is given", () => {
    const terminal = new RecordingTerminal();
    checkForeignPrefix("acme_", deployed("acme_"), terminal);
    expect(terminal.noted).toEqual([]);
    for (const deployment of [deployed("other_"), deployed(), undefined]) {
      expect(() => checkForeignPrefix("acme_", deployment, terminal)).toThrow(
        expect.objectContaining({ exitCode: 2 }),
      );
    }
  });

  it("is missed where there is none", () => {
    const terminal = new RecordingTerminal();
    checkForeignPrefix(undefined, deployed(), terminal);
    expect(terminal.noted.join()).toContain("keys.imported");
  });

  it("is set where it can be: a local run has no flags of CDK", () => {
    expect(() =>
      checkForeignPrefix("acme_", deployed(undefined, true), new RecordingTerminal()),
    ).toThrow(
      "the local run is configured with no prefix: start it with LATCHKEY_FOREIGN_KEY_PREFIX=acme_.",
    );
  });
});
