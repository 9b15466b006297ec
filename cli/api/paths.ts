import { accountIdRule, isAccountId } from "../../core/account/account-record.ts";
import { isKeyId } from "../../core/key/api-key.ts";
import { CliError } from "../exit-code.ts";

/** @throws CliError where no account can have that id */
export function accountPath(accountId: string): string {
  if (isAccountId(accountId)) return `/accounts/${encodeURIComponent(accountId)}`;
  throw new CliError("misuse", `An account id ${accountIdRule}`);
}

export function keyPath(accountId: string, keyReference: string): string {
  return `${accountPath(accountId)}/keys/${keyIdOf(keyReference)}`;
}

const prefixGrammar = /^[a-z0-9_]{2,19}_([0-9A-Za-z]{8})$/;
const wholeKeyGrammar = /^([a-z0-9_]{2,19}_[0-9A-Za-z]{8})_[0-9A-Za-z]+$/;

/**
 * The id of a key named by its id or its prefix.
 *
 * @throws CliError that does not repeat what was given: it may be a secret
 */
export function keyIdOf(reference: string): string {
  const id = prefixGrammar.exec(reference)?.[1] ?? reference;
  if (isKeyId(id)) return id;
  const prefix = wholeKeyGrammar.exec(reference)?.[1];
  if (prefix !== undefined) {
    throw new CliError(
      "misuse",
      `That is a whole key. A command line is seen by others and kept in the shell's history, so name it by its prefix, ${prefix}, and think of rotating it.`,
    );
  }
  throw new CliError(
    "misuse",
    "A key is named by its id of 8 characters, such as 3kTMd92x, or its prefix",
  );
}
