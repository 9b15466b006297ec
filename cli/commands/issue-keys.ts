import { Command, Option } from "commander";
import { type Answer, succeed } from "../api/answer.ts";
import { apiKey } from "../api/objects.ts";
import { accountPath, keyPath } from "../api/paths.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  printResult,
  withCommonFlags,
} from "../command-context.ts";
import { lastUse, showKey } from "../output/show-key.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { duration, durationOrNone, metadataPair, wholeNumber } from "./flags.ts";

interface CreateFlags extends CommonFlags {
  readonly name: string;
  readonly expiresAt?: string;
  readonly rateLimit?: number;
  readonly environment?: string;
  readonly note?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export function createCommand(context: CommandContext): Command {
  const command = new Command("create")
    .description("issue a key; it is shown this once")
    .argument("<account>")
    .requiredOption("--name <name>", "what it is for, such as Production server")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z (default: never)")
    .option("--rate-limit <number>", "requests a minute (default: the plan's)", wholeNumber)
    .option("--environment <label>", "development, staging or production (default)")
    .option("--note <text>", "for people, up to 500 characters")
    .option("--metadata <name=value>", "for your programs; once for each pair", metadataPair);
  return withCommonFlags(command).action(async (accountId: string, flags: CreateFlags) => {
    const { name, expiresAt, rateLimit, environment, note, metadata } = flags;
    const path = `${accountPath(accountId)}/keys`;
    const body = {
      name,
      expires_at: expiresAt,
      rate_limit_per_minute: rateLimit,
      environment,
      note,
      metadata,
    };
    const { api } = await connectFor(flags, context);
    const idempotencyKey = context.newIdempotencyKey();
    printIssued(await api.ask({ method: "POST", path, body, idempotencyKey }), flags, context);
  });
}

interface RotateFlags extends CommonFlags {
  readonly grace: number;
  readonly yes?: boolean;
}

/** The settings page proposes the same. */
const defaultGrace = "24h";

export function rotateCommand(context: CommandContext): Command {
  const command = new Command("rotate")
    .description("give a key a new secret, shown this once; its id stays")
    .argument("<account>")
    .argument("<key>", "id or prefix, such as sk_live_3kTMd92x")
    .addOption(
      new Option(
        "--grace <time>",
        "how long the old secret works on; 0 ends it at once, if confirmed",
      )
        .argParser(durationOrNone)
        .default(duration(defaultGrace), defaultGrace),
    )
    .option("--yes", "do not ask");
  return withCommonFlags(command).action(
    async (accountId: string, key: string, flags: RotateFlags) => {
      const path = keyPath(accountId, key);
      const { api } = await connectFor(flags, context);
      if (!flags.yes) await confirmLosses(await api.ask({ method: "GET", path }), flags, context);
      const body = { grace_period_seconds: flags.grace };
      const idempotencyKey = context.newIdempotencyKey();
      const answer = await api.ask({
        method: "POST",
        path: `${path}/rotate`,
        body,
        idempotencyKey,
      });
      printIssued(answer, flags, context);
      const { previous_secret: previous } = apiKey.parse(answer.body);
      context.terminal.note(
        previous
          ? `The old secret works until ${previous.expires_at}.`
          : "The old secret has ended.",
      );
    },
  );
}

/** Asks before a secret ends that callers may still use. */
async function confirmLosses(
  answer: Answer,
  { grace }: RotateFlags,
  { terminal }: CommandContext,
): Promise<void> {
  const { key_prefix, previous_secret: previous } = apiKey.parse(succeed(answer));
  const losses = [
    ...(grace === 0 ? ["Its secret ends at once: callers that have it get 401."] : []),
    ...(previous
      ? [
          `The secret from before the last rotation, good until ${previous.expires_at}, ends at once; ${lastUse(previous)}.`,
        ]
      : []),
  ];
  if (losses.length === 0) return;
  await confirmOrRefuse([`Rotate ${key_prefix}?`, ...losses].join(" "), terminal);
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
