import { createHash, randomBytes } from "node:crypto";
import { expect, it } from "@jest/globals";
import { issueKey } from "../../../../core/key/api-key.ts";
import { foreignKeyId } from "../../../../core/key/foreign-key.ts";
import { parsePresented } from "../../../../core/key/parse-presented.ts";

it("takes a key of this product for its own, whatever prefix imported keys have", () => {
  const key = issueKey(randomBytes);
  for (const prefix of ["", "acme_", "sk_live_", "sk_"]) {
    expect(parsePresented(key.text, prefix)).toEqual({ ...key, isForeign: false });
  }
});

it("takes a key with the configured prefix for an imported one", () => {
  const text = `acme_${randomBytes(12).toString("hex")}`;
  const id = foreignKeyId(createHash("sha256").update(text).digest());
  expect(parsePresented(text, "acme_")).toEqual({ id, text, isForeign: true });
  expect(parsePresented(text, "")).toBeUndefined();
});

it("refuses a key of this product with a typing error where nothing else begins like it", () => {
  const { text } = issueKey(randomBytes);
  const mistyped = text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");
  for (const prefix of ["", "acme_"]) expect(parsePresented(mistyped, prefix)).toBeUndefined();
});
