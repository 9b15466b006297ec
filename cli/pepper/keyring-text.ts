import * as z from "zod";
import { parseKeyring } from "../../core/key/pepper.ts";
import { CliError } from "../exit-code.ts";

/*
 * The keyring as stored in the secret, `{ "active": "v2", "v1": "…", "v2": "…" }`. Each change is parsed
 * with the authorizer's own parser before it is written: a keyring that the authorizer cannot read
 * would lock everybody out.
 */

const keyring = z.object({ active: z.string() }).catchall(z.string());

export interface KeyringChange {
  readonly text: string;
  readonly version: string;
}

/** @throws CliError if the secret is not a keyring; the message has nothing of it */
export function readKeyringText(text: string): {
  readonly active: string;
  readonly versions: string[];
} {
  const { active, peppers } = parse(text);
  return { active, versions: [...peppers.keys()].sort(byNumber) };
}

/**
 * Adds a version to the keyring and makes it the active one. Its number was never used before, because
 * the newest version is never removed (see `withoutVersion`).
 */
export function withNewVersion(text: string, pepper: string): KeyringChange {
  const { peppers } = parse(text);
  const version = `v${Math.max(...[...peppers.keys()].map(numberOf)) + 1}`;
  const changed = { active: version, ...Object.fromEntries(peppers), [version]: pepper };
  return { text: checked(changed), version };
}

/** @throws CliError if the keyring has no such version, or cannot do without it */
export function withoutVersion(text: string, version: string): KeyringChange {
  const { active, peppers } = parse(text);
  if (!peppers.has(version)) {
    throw new CliError("misuse", `The keyring has no version ${version}.`);
  }
  if (version === active) {
    throw new CliError(
      "refused",
      `${version} is the active version, which new keys use. Add a new version before you remove it.`,
    );
  }
  peppers.delete(version);
  return { text: checked({ active, ...Object.fromEntries(peppers) }), version };
}

function parse(text: string): { active: string; peppers: Map<string, string> } {
  try {
    parseKeyring(text);
    const { active, ...peppers } = keyring.parse(JSON.parse(text));
    return { active, peppers: new Map(Object.entries(peppers)) };
  } catch {
    throw new CliError(
      "refused",
      "The pepper's secret does not contain a valid keyring. Nothing was done.",
    );
  }
}

function checked(changed: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(changed);
  parse(text);
  return text;
}

function numberOf(version: string): number {
  return Number(version.slice(1));
}

function byNumber(one: string, other: string): number {
  return numberOf(one) - numberOf(other);
}
