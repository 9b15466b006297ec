import { Command } from "commander";
import { succeed } from "../api/api-response.ts";
import type { Call } from "../api/call.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { actorText } from "../output/describe-event.ts";
import { showKey } from "../output/show-key.ts";
import type { Terminal } from "../terminal.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { type NamedKey, namedKey, pathOf, readParsedKey, withKeyArgument } from "./named-key.ts";

export function pauseCommand(context: CommandContext): Command {
  const command = keyCommand(
    "pause",
    "pause a key: its requests are rejected until an operator resumes it",
  );
  return withCommonFlags(command).action(
    async (first: string, second: string | undefined, flags: CommonFlags) => {
      const named = namedKey(first, second);
      const { api } = await connectFor(flags, context);
      const path = await pathOf(api, named);
      await change(api, { method: "PATCH", path, body: { is_active: false } }, flags, context);
    },
  );
}

export function resumeCommand(context: CommandContext): Command {
  const command = keyCommand("resume", "resume a paused key, whoever paused it");
  return withCommonFlags(command).action(
    async (first: string, second: string | undefined, flags: CommonFlags) => {
      const named = namedKey(first, second);
      const { api } = await connectFor(flags, context);
      const { account_id: accountId, paused_by: pausedBy } = await readParsedKey(api, named);
      const path = keyPath(accountId, named.keyId);
      await change(api, { method: "PATCH", path, body: { is_active: true } }, flags, context);
      if (pausedBy) context.terminal.note(`The key was paused by ${actorText(pausedBy)}.`);
    },
  );
}

interface RevokeFlags extends CommonFlags {
  readonly yes?: boolean;
}

export function revokeCommand(context: CommandContext): Command {
  const command = keyCommand("revoke", "revoke a key permanently").option(
    "--yes",
    "skip the confirmation",
  );
  return withCommonFlags(command).action(
    async (first: string, second: string | undefined, flags: RevokeFlags) => {
      const named = namedKey(first, second);
      const { api } = await connectFor(flags, context);
      const path = flags.yes
        ? await pathOf(api, named)
        : await confirmedPath(api, named, context.terminal);
      await change(api, { method: "DELETE", path }, flags, context);
    },
  );
}

export function keyCommand(name: string, description: string): Command {
  return withKeyArgument(new Command(name).description(description));
}

/** Asks before a key ends for good. */
async function confirmedPath(
  api: ManagementApi,
  named: NamedKey,
  terminal: Terminal,
): Promise<string> {
  const key = await readParsedKey(api, named);
  const question = `Revoke key ${key.key_prefix} (${key.name}) of account ${key.account_id}?`;
  const use = key.last_used_at === null ? "never used" : `last used ${key.last_used_at}`;
  await confirmOrRefuse(`${question} It was ${use}. This cannot be undone.`, terminal);
  return keyPath(key.account_id, key.id);
}

/** Makes a change and prints the key. @throws CliError if the API refuses or cannot be reached */
export async function change(
  api: ManagementApi,
  call: Call,
  flags: CommonFlags,
  context: CommandContext,
): Promise<void> {
  const response = await api.request(call);
  printResult(succeed(response), flags, context, (result, columns) =>
    showKey(result, Date.now(), columns),
  );
}
