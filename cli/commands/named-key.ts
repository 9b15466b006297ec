import type { Command } from "commander";
import { succeed } from "../api/api-response.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { type ApiKey, apiKey } from "../api/objects.ts";
import { accountPath, keyIdOf, keyPath } from "../api/paths.ts";

/** A key as the command line names it. */
export interface NamedKey {
  readonly keyId: string;
  /** Undefined: whosever it is. */
  readonly accountId: string | undefined;
}

/** Adds `[account] <key>`: a key alone is enough, and with an account it has to be the account's. */
export function withKeyArgument(command: Command): Command {
  return command
    .usage("[options] [account] <key>")
    .argument("<key>", "ID, or the prefix that lists show; after the account, if you name it")
    .argument("[key]")
    .configureHelp({
      visibleArguments: ({ registeredArguments }) => registeredArguments.slice(0, 1),
    });
}

/** @throws CliError without the given texts, which may be secrets */
export function namedKey(first: string, second: string | undefined): NamedKey {
  if (second === undefined) return { keyId: keyIdOf(first), accountId: undefined };
  accountPath(first);
  return { keyId: keyIdOf(second), accountId: first };
}

/** Reads a key. @throws CliError if there is none, or the API refuses or cannot be reached */
export async function readKey(
  api: ManagementApi,
  named: NamedKey,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { accountId, keyId } = named;
  const path = accountId === undefined ? `/keys/${keyId}` : keyPath(accountId, keyId);
  return succeed(await api.request({ method: "GET", path, query }));
}

export async function readParsedKey(api: ManagementApi, named: NamedKey): Promise<ApiKey> {
  return apiKey.parse(await readKey(api, named));
}

/** The path of a key; the key is looked up if its account is not known. */
export async function pathOf(api: ManagementApi, named: NamedKey): Promise<string> {
  const accountId = named.accountId ?? (await readParsedKey(api, named)).account_id;
  return keyPath(accountId, named.keyId);
}
