import { Command } from "commander";
import { succeed } from "../api/api-response.ts";
import type { Call } from "../api/call.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { type ApiKey, apiKey } from "../api/objects.ts";
import { keyIdOf, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { actorText } from "../output/describe-event.ts";
import { showKey } from "../output/show-key.ts";
import { confirmOrRefuse } from "./confirm.ts";

export function pauseCommand(context: CommandContext): Command {
  const command = keyCommand(
    "pause",
    "pause a key: its requests are rejected until an operator resumes it",
  );
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: CommonFlags) => {
      const path = keyPath(accountId, key);
      const { api } = await connectFor(flags, context);
      await change(api, { method: "PATCH", path, body: { is_active: false } }, flags, context);
    },
  );
}

export function resumeCommand(context: CommandContext): Command {
  const command = keyCommand("resume", "resume a paused key, whoever paused it");
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: CommonFlags) => {
      const path = keyPath(accountId, key);
      const { api } = await connectFor(flags, context);
      const { paused_by: pausedBy } = await readKey(api, path);
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
    async (accountId: string, key: string, flags: RevokeFlags) => {
      const path = keyPath(accountId, key);
      const question = `Revoke key ${keyIdOf(key)} of account ${accountId}? This cannot be undone.`;
      if (!flags.yes) await confirmOrRefuse(question, context.terminal);
      const { api } = await connectFor(flags, context);
      await change(api, { method: "DELETE", path }, flags, context);
    },
  );
}

export function keyCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<account>")
    .argument("<key>", "ID, or the prefix that lists show");
}

/** @throws CliError if the API refuses or cannot be reached */
export async function readKey(api: ManagementApi, path: string): Promise<ApiKey> {
  return apiKey.parse(succeed(await api.request({ method: "GET", path })));
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
