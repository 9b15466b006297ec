import { randomBytes } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../../../core/key/api-key.ts";
import { digestKey, unpeppered } from "../../../../core/key/pepper.ts";
import { isOutdated, present } from "../../../../core/key/presented-key.ts";
import { newKeyring } from "../../../support/keys.ts";

const keyring = newKeyring("v10", ["v9", "v10", "v11"]);

describe("a presented key", () => {
  it("has a digest under each pepper, made once", () => {
    const key = issueKey(randomBytes, defaultKeyPrefix);
    const presented = present(key, keyring);
    expect(presented.digestUnder("v9")).toEqual(digestKey(key.text, keyring, "v9"));
    expect(presented.digestUnder("v9")).toBe(presented.digestUnder("v9"));
    expect(presented.activeDigest()).toEqual(digestKey(key.text, keyring, "v10"));
    expect(() => presented.digestUnder("v1")).toThrow("the pepper secret has no version v1");
  });
});

describe("isOutdated", () => {
  it.each([
    [unpeppered, true],
    ["v9", true],
    ["v10", false],
    ["v11", false],
  ])("by the active version v10: %s is %s", (version, expected) => {
    expect(isOutdated(version, keyring)).toBe(expected);
  });
});
