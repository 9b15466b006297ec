import { describe, expect, it } from "@jest/globals";
import { keySorts } from "../../../web/page/keys/key-sort.ts";
import { defaultView, keysIn, searchOf, viewOf } from "../../../web/page/keys/key-view.ts";
import { aKey, noon } from "./support/a-key.ts";

const prefix = "sk_live_";

describe("the view of the list in the address", () => {
  it.each([
    {},
    { text: "a & b=c", status: "paused", environment: "staging", sort: "expiry", rows: 150 },
    { text: "sk_live_3kTMd92x", status: "all" },
  ] as const)("comes back as it was: %j", (special) => {
    const view = { ...defaultView, ...special };
    expect(viewOf(searchOf(view, prefix))).toEqual(view);
  });

  it("is empty for the usual view", () => {
    expect(searchOf(defaultView, prefix)).toBe("");
  });

  it.each([
    "sk_live_3kTMd92x_the-rest-of-it",
    "production sk_live_3kTMd92x_",
    "\tSK_LIVE_3kTMd92x_the-rest-of-it",
    "the-rest-of-a-key-without-its-beginning",
  ])("has no text that may be a whole key: %j", (text) => {
    expect(searchOf({ ...defaultView, text, sort: "name" }, prefix)).toBe("?sort=name");
  });

  it.each(["?status=nope&sort=&environment=__proto__&rows=-1", "?rows=1e9", "?rows=NaN", "?%"])(
    "is the usual one where the address makes no sense: %s",
    (search) => {
      expect(viewOf(search)).toEqual(defaultView);
    },
  );
});

describe("the order of keys", () => {
  const usage = { total: 9, last30Days: 9, days: [], quotas: [] };
  const keys = [
    aKey({ id: "d", name: "key 10", lastUsedAt: noon - 9 }),
    aKey({ id: "c", name: "key 9", usage }),
    aKey({ id: "b", name: "Ärger", expiresAt: noon + 2, lastUsedAt: noon }),
    aKey({ id: "a", name: "zebra", expiresAt: noon + 1 }),
  ];
  it.each([
    ["newest", "dcba"],
    ["oldest", "abcd"],
    ["name", "bcda"],
    ["most-used", "cdba"],
    ["last-used", "bdca"],
    ["expiry", "abdc"],
  ] as const)("%s is %s", (sort, ids) => {
    const found = keysIn({ ...defaultView, sort }, keys, noon);
    expect(found.map(({ id }) => id).join("")).toBe(ids);
    expect(keySorts).toContain(sort);
  });
});
