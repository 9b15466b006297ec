import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../../../core/key/api-key.ts";
import { foreignKeyId } from "../../../../core/key/foreign-key.ts";
import type { ImportedKeys } from "../../../../core/key/imported-keys.ts";
import { parsePresented } from "../../../../core/key/parse-presented.ts";

const formats = (importedKeys: ImportedKeys, keyPrefix = "sk_live_") => ({
  keyPrefix,
  importedKeys,
});
const acme = { prefix: "acme_" };

it("takes a key of this product for its own, whatever imported keys are taken", () => {
  const key = issueKey(randomBytes, defaultKeyPrefix);
  for (const imported of ["none", "any", acme, { prefix: "sk_" }] as const) {
    expect(parsePresented(key.text, formats(imported))).toEqual({ ...key, isForeign: false });
  }
});

it("takes a key with the configured prefix for an imported one", () => {
  const text = `acme_${randomBytes(12).toString("hex")}`;
  const id = foreignKeyId(createHash("sha256").update(text).digest());
  expect(parsePresented(text, formats(acme))).toEqual({ id, text, isForeign: true });
  expect(parsePresented(text, formats("any"))).toEqual({ id, text, isForeign: true });
  expect(parsePresented(text, formats("none"))).toBeUndefined();
});

it("refuses a key of this product with a typing error where nothing else begins like it", () => {
  const { text } = issueKey(randomBytes, defaultKeyPrefix);
  const mistyped = text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
  for (const imported of ["none", "any", acme] as const) {
    expect(parsePresented(mistyped, formats(imported))).toBeUndefined();
  }
});

it("refuses any text that begins like a key of this product, where any other may be imported", () => {
  const text = "sk_live_and-more-than-that";
  expect(parsePresented(text, formats("any"))).toBeUndefined();
  expect(parsePresented(text, formats({ prefix: "sk_live_" }))?.isForeign).toBe(true);
});

it("knows its own keys by the configured prefix", () => {
  const key = issueKey(randomBytes, "acme_");
  expect(key.text).toMatch(/^acme_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}$/);
  expect(parsePresented(key.text, formats("none", "acme_"))).toEqual({ ...key, isForeign: false });
  expect(parsePresented(key.text, formats("none"))).toBeUndefined();
  // What begins like a key of another configuration is any text, so it may be an imported one.
  expect(parsePresented(key.text, formats("any"))?.isForeign).toBe(true);
});
