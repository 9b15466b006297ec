import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Keyring } from "../key/pepper.ts";

/*
 * A cursor is a place in a list and a MAC over both, so that it can neither be altered nor be used
 * with another account's list or another filter. The peppers serve as its key; what they sign for
 * keys has no line break, so neither can pass for the other.
 */
const grammar = /^(v[1-9][0-9]{0,5})\.([A-Za-z0-9_-]{43})([A-Za-z0-9_-]+)$/;

/** @param list names the list: its kind, account and filter */
export function writeCursor(place: string, list: string, keyring: Keyring): string {
  const version = keyring.activeVersion;
  const pepper = keyring.peppers.get(version);
  if (!pepper) throw new Error("the keyring lacks its active version");
  return `${version}.${mac(pepper, place, list)}${Buffer.from(place).toString("base64url")}`;
}

/** The pepper that a cursor was made with, by its own account; undefined where it is no cursor. */
export function versionOfCursor(cursor: string): string | undefined {
  return grammar.exec(cursor)?.[1];
}

/** @returns the place; undefined where the cursor was altered or belongs to another list */
export function readCursor(cursor: string, list: string, keyring: Keyring): string | undefined {
  const [, version = "", presented = "", encoded = ""] = grammar.exec(cursor) ?? [];
  const pepper = keyring.peppers.get(version);
  if (!pepper) return undefined;
  const place = Buffer.from(encoded, "base64url").toString();
  // base64url ignores some trailing bits: only the spelling that was given out is accepted.
  if (Buffer.from(place).toString("base64url") !== encoded) return undefined;
  const isTrue = timingSafeEqual(Buffer.from(presented), Buffer.from(mac(pepper, place, list)));
  return isTrue ? place : undefined;
}

function mac(pepper: KeyObject, place: string, list: string): string {
  return createHmac("sha256", pepper).update(`cursor\n${list}\n${place}`).digest("base64url");
}
