import { encodeBase62, type RandomBytes, randomBase62 } from "./base62.ts";
import { crc32 } from "./crc32.ts";

/*
 * prefix | public id, 8 | _ | secret, 32 | CRC-32 of all before it, 6
 *
 * The underscore after eight characters keeps the key outside the pattern of Stripe's keys, so a
 * secret scanner does not report a leak to the wrong company; the checksum lets a scanner, and the
 * authorizer, tell look-alikes without asking anyone.
 */
export const defaultKeyPrefix = "sk_live_";
const idLength = 8;
const secretLength = 32;
export const checksumLength = 6;

/** The part after the prefix. */
const grammar = /^([0-9A-Za-z]{8})_[0-9A-Za-z]{38}$/;
const idGrammar = /^[0-9A-Za-z]{8}$/;

/** A key in full. Whoever holds one of these holds a secret: it is shown once and never stored. */
export interface ApiKey {
  /** The public id: eight base62 characters, unique among all keys. */
  readonly id: string;
  /** The whole key, as its owner presents it. */
  readonly text: string;
}

/** Makes a key with a new id and a new secret of 190 bits. */
export function issueKey(randomBytes: RandomBytes, prefix: string): ApiKey {
  return issueKeyFor(randomBase62(idLength, randomBytes), randomBytes, prefix);
}

/** Makes a key with a new secret under an existing id, as a rotation does. */
export function issueKeyFor(id: string, randomBytes: RandomBytes, prefix: string): ApiKey {
  return assembleKey(id, randomBase62(secretLength, randomBytes), prefix);
}

/** Puts a key together from base62 texts: an id of 8 characters and a secret of 32. */
export function assembleKey(id: string, secret: string, prefix: string): ApiKey {
  const unchecked = `${keyPrefix(id, prefix)}_${secret}`;
  return { id, text: unchecked + checksum(unchecked) };
}

/**
 * Accepts a key exactly as it was issued: no trimming, no change of case. A typing error or a
 * made-up key fails here by its checksum, before anything is looked up.
 *
 * @returns undefined where the text is not a key
 */
export function parseKey(text: string, prefix: string): ApiKey | undefined {
  const id = idInForm(text, prefix);
  if (id === undefined) return undefined;
  const body = text.slice(0, -checksumLength);
  return checksum(body) === text.slice(-checksumLength) ? { id, text } : undefined;
}

/** The public id in a text of a key's form, whatever its checksum; undefined if it has not that form. */
export function idInForm(text: string, prefix: string): string | undefined {
  return text.startsWith(prefix) ? grammar.exec(text.slice(prefix.length))?.[1] : undefined;
}

/** The part of a key that lists and logs may show. */
export function keyPrefix(id: string, prefix: string): string {
  return prefix + id;
}

export function isKeyId(text: string): boolean {
  return idGrammar.test(text);
}

function checksum(body: string): string {
  return encodeBase62(crc32(body), checksumLength);
}
