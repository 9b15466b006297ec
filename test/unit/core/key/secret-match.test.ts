import { describe, expect, it } from "@jest/globals";
import type { KeyRecord } from "../../../../core/key/key-record.ts";
import { type Digest, digestKey, unpeppered } from "../../../../core/key/pepper.ts";
import { present } from "../../../../core/key/presented-key.ts";
import { isSuperseded, matchSecret, neededVersions } from "../../../../core/key/secret-match.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

const now = 1_800_000_000;
const keyring = newKeyring("v2", ["v1", "v2"]);

function digestOf(text: string, version: string): Digest {
  const digest = digestKey(text, keyring, version);
  if (!digest) throw new Error(`the keyring lacks ${version}`);
  return digest;
}

/** A key that was rotated: its secret is under v2, the one before under `version` until `validUntil`. */
function rotated(version: string, validUntil: number) {
  const { key, record } = newKey(keyring);
  const old = newKey(keyring).key;
  const previous = { digest: digestOf(old.text, version), validUntil, lastUsedAt: undefined };
  return { key, old, record: { ...record, previous } satisfies KeyRecord };
}

describe("matchSecret", () => {
  it("names the secret that was presented, with the digest of the record", () => {
    const { key, old, record } = rotated("v1", now + 1);
    expect(matchSecret(present(key, keyring), record, now)).toEqual({
      secret: "current",
      digest: record.digest,
    });
    expect(matchSecret(present(old, keyring), record, now)).toEqual({
      secret: "previous",
      digest: record.previous.digest,
    });
  });

  it("refuses the replaced secret from the very second in which its grace period ends", () => {
    const { old, record } = rotated("v1", now);
    expect(matchSecret(present(old, keyring), record, now)).toBeUndefined();
  });
});

describe("isSuperseded", () => {
  it.each(["v1", unpeppered])("knows the replaced secret by its digest under %s", (version) => {
    const { key, old, record } = rotated(version, now - 1);
    expect(isSuperseded(present(old, keyring), record, keyring)).toBe(true);
    expect(isSuperseded(present(key, keyring), record, keyring)).toBe(false);
  });

  it("says no for a key that was never rotated", () => {
    const { key, record } = newKey(keyring);
    expect(isSuperseded(present(key, keyring), record, keyring)).toBe(false);
  });
});

describe("neededVersions", () => {
  it("names the pepper of both secrets until the grace period has ended", () => {
    const { record } = rotated("v1", now + 1);
    expect(neededVersions(record, now)).toEqual(["v2", "v1"]);
    expect(neededVersions(record, now + 1)).toEqual(["v2"]);
  });

  it("names no pepper for a digest that has none", () => {
    const { record } = rotated(unpeppered, now + 1);
    expect(neededVersions(record, now)).toEqual(["v2"]);
    const imported = { ...record, digest: record.previous.digest, previous: undefined };
    expect(neededVersions(imported, now)).toEqual([]);
  });

  it("names no pepper for a revoked key, whose peppers may be gone", () => {
    const { record } = rotated("v1", now + 1);
    expect(neededVersions({ ...record, revokedAt: now }, now)).toEqual([]);
  });
});
