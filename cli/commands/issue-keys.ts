import { Command } from "commander";
import { type Answer, succeed } from "../api/answer.ts";
import { accountPath, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { showKey } from "../output/show-key.ts";
import { duration, wholeNumber } from "./flags.ts";

interface CreateFlags extends CommonFlags {
  readonly name: string;
  readonly expiresAt?: string;
  readonly rateLimit?: number;
  readonly environment?: string;
}

export function createCommand(context: CommandContext): Command {
  const command = new Command("create")
    .description("issue a key; it is shown this once")
    .argument("<account>")
    .requiredOption("--name <name>", "what it is for, such as Production server")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z (default: never)")
    .option("--rate-limit <number>", "requests a minute (default: the plan's)", wholeNumber)
    .option("--environment <label>", "development, staging or production (default)");
  return withCommonFlags(command).action(async (accountId: string, flags: CreateFlags) => {
    const { name, expiresAt, rateLimit, environment } = flags;
    const path = `${accountPath(accountId)}/keys`;
    const body = { name, expires_at: expiresAt, rate_limit_per_minute: rateLimit, environment };
    const { api } = await connectFor(flags, context);
    const idempotencyKey = context.newIdempotencyKey();
    printIssued(await api.ask({ method: "POST", path, body, idempotencyKey }), flags, context);
  });
}

interface RotateFlags extends CommonFlags {
  readonly grace?: number;
}

export function rotateCommand(context: CommandContext): Command {
  const command = new Command("rotate")
    .description("give a key a new secret, shown this once; its id stays")
    .argument("<account>")
    .argument("<key>")
    .option("--grace <time>", "how long the old secret goes on working, such as 24h", duration);
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: RotateFlags) => {
      const path = `${keyPath(accountId, key)}/rotate`;
      const body = flags.grace === undefined ? {} : { body: { grace_period_seconds: flags.grace } };
      const { api } = await connectFor(flags, context);
      const idempotencyKey = context.newIdempotencyKey();
      printIssued(await api.ask({ method: "POST", path, ...body, idempotencyKey }), flags, context);
    },
  );
}

/**
 * An answer may get lost after the key was made. The repeated call then brings the key without its
 * secret, which nobody will ever see.
 */
function printIssued(answer: Answer, flags: CommonFlags, context: CommandContext): void {
  const result = succeed(answer);
  printResult(result, flags, context, (key) => showKey(key, Date.now()));
  const isReplayed = answer.headers.get("idempotency-replayed") === "true";
  context.terminal.note(
    isReplayed
      ? "The key was issued, but the answer with its secret got lost: rotate the key for a new one."
      : "The secret is shown this once: keep it where it will be used.",
  );
}
