import { Command } from "commander";
import { succeed } from "../api/answer.ts";
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
import { metadataPair, wholeNumber } from "./flags.ts";

interface UpdateFlags extends CommonFlags {
  readonly name?: string;
  readonly expiresAt?: string;
  readonly neverExpires?: boolean;
  readonly rateLimit?: number;
  readonly environment?: string;
  readonly note?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function updateCommand(context: CommandContext): Command {
  const command = keyCommand(
    "update",
    "change a key: its name, expiry, limit, environment, note or metadata",
  )
    .option("--name <name>", "what it is for")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z")
    .option("--never-expires", "let it live until it is revoked")
    .option("--rate-limit <number>", "requests a minute", wholeNumber)
    .option("--environment <label>", "development, staging or production")
    .option("--note <text>", "for people; an empty one takes it away")
    .option("--metadata <name=value>", "replaces all pairs; once for each", metadataPair);
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: UpdateFlags) => {
      await change("PATCH", accountId, key, changesOf(flags), flags, context);
    },
  );
}

/** @throws CliError where there is nothing to change, or the flags contradict each other */
function changesOf(flags: UpdateFlags): Record<string, unknown> {
  const { name, expiresAt, neverExpires, rateLimit, environment, note, metadata } = flags;
  if (expiresAt !== undefined && neverExpires) {
    throw new CliError("misuse", "--expires-at and --never-expires exclude each other");
  }
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    ...(neverExpires ? { expires_at: null } : {}),
    ...(rateLimit === undefined ? {} : { rate_limit_per_minute: rateLimit }),
    ...(environment === undefined ? {} : { environment }),
    ...(note === undefined ? {} : { note }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (Object.keys(changes).length === 0) throw new CliError("misuse", "Nothing to change: --help");
  return changes;
}

export function pauseCommand(context: CommandContext): Command {
  const command = keyCommand("pause", "refuse a key until it is resumed");
  return withCommonFlags(command).action((accountId: string, key: string, flags: CommonFlags) =>
    change("PATCH", accountId, key, { is_active: false }, flags, context),
  );
}

export function resumeCommand(context: CommandContext): Command {
  const command = keyCommand("resume", "let a paused key work again");
  return withCommonFlags(command).action((accountId: string, key: string, flags: CommonFlags) =>
    change("PATCH", accountId, key, { is_active: true }, flags, context),
  );
}

interface RevokeFlags extends CommonFlags {
  readonly yes?: boolean;
}

export function revokeCommand(context: CommandContext): Command {
  const command = keyCommand("revoke", "end a key for good").option("--yes", "do not ask");
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: RevokeFlags) => {
      const question = `Revoke sk_live_${keyIdOf(key)} of ${accountId} for good?`;
      if (!flags.yes) await confirmOrRefuse(question, context.terminal);
      await change("DELETE", accountId, key, undefined, flags, context);
    },
  );
}

function keyCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<account>")
    .argument("<key>", "id or prefix, such as sk_live_3kTMd92x");
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
  const answer = await api.ask({ method, path, ...(body === undefined ? {} : { body }) });
  printResult(succeed(answer), flags, context, (result) => showKey(result, Date.now()));
}
