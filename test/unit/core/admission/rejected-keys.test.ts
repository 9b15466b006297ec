import { randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import { RejectedKeys } from "../../../../core/admission/rejected-keys.ts";
import { defaultKeyPrefix, issueKey } from "../../../../core/key/api-key.ts";
import { present } from "../../../../core/key/presented-key.ts";
import { newKeyring } from "../../../support/keys.ts";

const keyring = newKeyring();

function strangers(count: number) {
  return Array.from({ length: count }, () =>
    present(issueKey(randomBytes, defaultKeyPrefix), keyring),
  );
}

it("knows the keys that were added, and no other", () => {
  const rejected = new RejectedKeys(10);
  const [one, other] = strangers(2);
  if (!one || !other) throw new Error("no keys");
  expect(rejected.reasonOf(one, keyring)).toBe(undefined);
  rejected.add(one, keyring, "unknown");
  expect(rejected.reasonOf(one, keyring)).toBe("unknown");
  expect(rejected.reasonOf(other, keyring)).toBe(undefined);
});

it("knows a key by its text, whoever presents it", () => {
  const rejected = new RejectedKeys(10);
  const key = issueKey(randomBytes, defaultKeyPrefix);
  rejected.add(present(key, keyring), keyring, "unknown");
  expect(rejected.reasonOf(present({ ...key }, keyring), keyring)).toBe("unknown");
  const sameId = { ...issueKey(randomBytes, defaultKeyPrefix), id: key.id };
  expect(rejected.reasonOf(present(sameId, keyring), keyring)).toBe(undefined);
});

it("forgets the oldest beyond its capacity", () => {
  const rejected = new RejectedKeys(3);
  const keys = strangers(5);
  for (const key of keys) rejected.add(key, keyring, "unknown");
  expect(keys.map((key) => rejected.reasonOf(key, keyring))).toEqual([
    undefined,
    undefined,
    "unknown",
    "unknown",
    "unknown",
  ]);
});

it("forgets all with the keyring, even where another has the same peppers", () => {
  const rejected = new RejectedKeys(10);
  const [key] = strangers(1);
  if (!key) throw new Error("no key");
  rejected.add(key, keyring, "unknown");
  const fetchedAgain = { ...keyring };
  expect(rejected.reasonOf(key, fetchedAgain)).toBe(undefined);
  expect(rejected.reasonOf(key, keyring)).toBe(undefined);
});
