import { Command } from "commander";
import { succeed } from "../api/api-response.ts";
import type { Method } from "../api/call.ts";
import { keyIdOf, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { CliError } from "../exit-code.ts";
import { showKey } from "../output/show-key.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { type MetadataFlag, metadataPair, wholeNumber } from "./flags.ts";

interface UpdateFlags extends CommonFlags {
  readonly name?: string;
  readonly expiresAt?: string;
  readonly neverExpires?: boolean;
  readonly rateLimit?: number;
  readonly environment?: string;
  readonly note?: string;
  readonly metadata?: MetadataFlag;
}

export function updateCommand(context: CommandContext): Command {
  const command = keyCommand(
    "update",
    "change a key: its name, expiry, limit, environment, note or metadata",
  )
    .option("--name <name>", "what the key is for")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z")
    .option("--never-expires", "remove the expiry")
    .option("--rate-limit <number>", "requests per minute", wholeNumber)
    .option("--environment <label>", "development, staging or production")
    .option("--note <text>", "note for people; an empty text removes it")
    .option("--metadata <name=value>", "replaces all pairs; repeat for each pair", metadataPair)
    .option("--no-metadata", "remove all pairs");
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: UpdateFlags) => {
      await change("PATCH", accountId, key, changesOf(flags), flags, context);
    },
  );
}

/** @throws CliError if there is nothing to change, or the flags contradict each other */
function changesOf(flags: UpdateFlags): Record<string, unknown> {
  const { name, expiresAt, neverExpires, rateLimit, environment, note, metadata } = flags;
  if (expiresAt !== undefined && neverExpires) {
    throw new CliError("misuse", "--expires-at and --never-expires cannot be used together.");
  }
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    ...(neverExpires ? { expires_at: null } : {}),
    ...(rateLimit === undefined ? {} : { rate_limit_per_minute: rateLimit }),
    ...(environment === undefined ? {} : { environment }),
    ...(note === undefined ? {} : { note }),
    ...(metadata === undefined ? {} : { metadata: metadata || {} }),
  };
  if (Object.keys(changes).length === 0)
    throw new CliError("misuse", "Nothing to change. Pass at least one option; --help lists them.");
  return changes;
}

export function pauseCommand(context: CommandContext): Command {
  const command = keyCommand("pause", "pause a key: its requests are rejected until it is resumed");
  return withCommonFlags(command).action((accountId: string, key: string, flags: CommonFlags) =>
    change("PATCH", accountId, key, { is_active: false }, flags, context),
  );
}

export function resumeCommand(context: CommandContext): Command {
  const command = keyCommand("resume", "resume a paused key");
  return withCommonFlags(command).action((accountId: string, key: string, flags: CommonFlags) =>
    change("PATCH", accountId, key, { is_active: true }, flags, context),
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
      const question = `Revoke key ${keyIdOf(key)} of account ${accountId}? This cannot be undone.`;
      if (!flags.yes) await confirmOrRefuse(question, context.terminal);
      await change("DELETE", accountId, key, undefined, flags, context);
    },
  );
}

function keyCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<account>")
    .argument("<key>", "ID, or the prefix that lists show");
}

async function change(
  method: Method,
  accountId: string,
  key: string,
  body: Record<string, unknown> | undefined,
  flags: CommonFlags,
  context: CommandContext,
): Promise<void> {
  const path = keyPath(accountId, key);
  const { api } = await connectFor(flags, context);
  const response = await api.request({ method, path, ...(body === undefined ? {} : { body }) });
  printResult(succeed(response), flags, context, (result) => showKey(result, Date.now()));
}
