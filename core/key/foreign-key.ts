import { createHash } from "../builtin/crypto.ts";
import type { ApiKey } from "./api-key.ts";
import { encodeBase62 } from "./base62.ts";
import type { ImportedKeys } from "./imported-keys.ts";

/*
 * Keys that a company brings along from another system. They are known by their SHA-256 alone, so
 * their public id is taken from it, and they are looked up like any other key.
 */

const grammar = /^[!-~]{1,512}$/;
/** The least length after the prefix: 71 bits in letters and digits; docs/decisions.md has the sums. */
export const leastSecretLength = 12;
const idLength = 8;

/** Accepts a key of another system's format, as far as such keys are taken. */
export function parseForeignKey(text: string, imported: ImportedKeys): ApiKey | undefined {
  if (imported === "none") return undefined;
  const prefix = imported === "any" ? "" : imported.prefix;
  if (!text.startsWith(prefix) || !grammar.test(text)) return undefined;
  if (text.length < prefix.length + leastSecretLength) return undefined;
  return { id: foreignKeyId(createHash("sha256").update(text).digest()), text };
}

/** The public id of an imported key: 47 bits of its SHA-256, which tell nothing of the key. */
export function foreignKeyId(sha256: Uint8Array): string {
  const bits = new DataView(sha256.buffer, sha256.byteOffset).getBigUint64(0) >> 17n;
  return encodeBase62(Number(bits), idLength);
}
