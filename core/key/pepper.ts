import type { KeyObject } from "node:crypto";
import { createHash, createHmac, createSecretKey, timingSafeEqual } from "../builtin/crypto.ts";

/**
 * The peppers that key digests were made with, by version. New digests are made with the active
 * one; the others stay as long as some key still has a digest of theirs.
 */
export interface Keyring {
  readonly activeVersion: string;
  readonly peppers: ReadonlyMap<string, KeyObject>;
}

/** HMAC-SHA-256 of a key: what is stored of it. */
export interface Digest {
  /** The pepper's version, or {@link unpeppered}. */
  readonly pepperVersion: string;
  readonly bytes: Uint8Array;
}

/** The version of a digest that was brought from elsewhere: plain SHA-256, until the key is used. */
export const unpeppered = "sha256";

const versionGrammar = /^v[1-9][0-9]{0,5}$/;
const minimumPepperLength = 32;

/**
 * Reads the secret `{ "active": "v2", "v1": "…", "v2": "…" }`.
 *
 * A pepper becomes a KeyObject, since HMAC with a Buffer key costs nine times as much.
 *
 * @throws Error that says what is wrong with the secret, and nothing that it contains
 */
export function parseKeyring(secret: string): Keyring {
  const entries = parseObject(secret);
  const peppers = new Map<string, KeyObject>();
  for (const [version, pepper] of entries) {
    if (version === "active") continue;
    if (!versionGrammar.test(version)) throw new Error("pepper secret: a field is not a version");
    if (typeof pepper !== "string" || pepper.length < minimumPepperLength) {
      throw new Error(
        `pepper secret: ${version} is not a string of ${minimumPepperLength} or more`,
      );
    }
    peppers.set(version, createSecretKey(pepper, "utf8"));
  }
  const activeVersion = entries.get("active");
  if (typeof activeVersion !== "string" || !peppers.has(activeVersion)) {
    throw new Error("pepper secret: active does not name one of its versions");
  }
  return { activeVersion, peppers };
}

/** @returns undefined where the keyring has no such version */
export function digestKey(
  key: string,
  keyring: Keyring,
  pepperVersion = keyring.activeVersion,
): Digest | undefined {
  if (pepperVersion === unpeppered) {
    return { pepperVersion, bytes: createHash("sha256").update(key).digest() };
  }
  const pepper = keyring.peppers.get(pepperVersion);
  if (!pepper) return undefined;
  return { pepperVersion, bytes: createHmac("sha256", pepper).update(key).digest() };
}

/** Compares in constant time. */
export function sameDigest(one: Digest, other: Digest): boolean {
  return (
    one.pepperVersion === other.pepperVersion &&
    one.bytes.length === other.bytes.length &&
    timingSafeEqual(one.bytes, other.bytes)
  );
}

function parseObject(secret: string): Map<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(secret);
  } catch {
    throw new Error("pepper secret: not JSON");
  }
  if (typeof value !== "object" || value === null) throw new Error("pepper secret: not an object");
  return new Map<string, unknown>(Object.entries(value));
}
