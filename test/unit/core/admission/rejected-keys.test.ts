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
  const dead = new RejectedKeys(10);
  const [one, other] = strangers(2);
  if (!one || !other) throw new Error("no keys");
  expect(dead.has(one, keyring)).toBe(false);
  dead.add(one, keyring);
  expect(dead.has(one, keyring)).toBe(true);
  expect(dead.has(other, keyring)).toBe(false);
});

it("knows a key by its text, whoever presents it", () => {
  const dead = new RejectedKeys(10);
  const key = issueKey(randomBytes, defaultKeyPrefix);
  dead.add(present(key, keyring), keyring);
  expect(dead.has(present({ ...key }, keyring), keyring)).toBe(true);
  const sameId = { ...issueKey(randomBytes, defaultKeyPrefix), id: key.id };
  expect(dead.has(present(sameId, keyring), keyring)).toBe(false);
});

it("forgets the oldest beyond its capacity", () => {
  const dead = new RejectedKeys(3);
  const keys = strangers(5);
  for (const key of keys) dead.add(key, keyring);
  expect(keys.map((key) => dead.has(key, keyring))).toEqual([false, false, true, true, true]);
});

it("forgets all with the keyring, even where another has the same peppers", () => {
  const dead = new RejectedKeys(10);
  const [key] = strangers(1);
  if (!key) throw new Error("no key");
  dead.add(key, keyring);
  const fetchedAgain = { ...keyring };
  expect(dead.has(key, fetchedAgain)).toBe(false);
  expect(dead.has(key, keyring)).toBe(false);
});
