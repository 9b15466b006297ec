import { accountIdRule, isAccountId } from "../../core/account/account-rules.ts";
import { isKeyId } from "../../core/key/api-key.ts";
import { CliError } from "../exit-code.ts";

/** @throws CliError without the given text, if no account can have that id or it is a whole key */
export function accountPath(accountId: string): string {
  const prefix = issuedKeyGrammar.exec(accountId)?.[1];
  if (prefix !== undefined) throw wholeKey(prefix);
  if (isAccountId(accountId)) return `/accounts/${encodeURIComponent(accountId)}`;
  throw new CliError("misuse", `An account ID ${accountIdRule}.`);
}

export function keyPath(accountId: string, keyReference: string): string {
  return `${accountPath(accountId)}/keys/${keyIdOf(keyReference)}`;
}

const prefixGrammar = /^[a-z0-9_]{2,19}_([0-9A-Za-z]{8})$/;
/** Unlike what an account may be called, as long as a key is. */
const issuedKeyGrammar = /^([a-z0-9_]{2,19}_[0-9A-Za-z]{8})_[0-9A-Za-z]{38}$/;
const wholeKeyGrammar = /^([a-z0-9_]{2,19}_[0-9A-Za-z]{8})_[0-9A-Za-z]+$/;

/**
 * Returns the ID of a key from its ID or its prefix.
 *
 * @throws CliError without the given text, which may be a secret
 */
export function keyIdOf(reference: string): string {
  const id = prefixGrammar.exec(reference)?.[1] ?? reference;
  if (isKeyId(id)) return id;
  const prefix = wholeKeyGrammar.exec(reference)?.[1];
  if (prefix !== undefined) throw wholeKey(prefix);
  throw new CliError(
    "misuse",
    "Expected the ID or the prefix of a key: 8 characters such as 3kTMd92x, after the key prefix if it is a prefix.",
  );
}

function wholeKey(prefix: string): CliError {
  return new CliError(
    "misuse",
    `That is a whole key. Use its prefix instead: ${prefix}. Other processes and the shell history can see the command line, so consider rotating the key.`,
  );
}
