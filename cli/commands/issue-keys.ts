import { Command, Option } from "commander";
import { type ApiResponse, succeed } from "../api/api-response.ts";
import { type ApiKey, apiKey } from "../api/objects.ts";
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
import { duration, durationOrNone, type MetadataFlag, metadataPair, wholeNumber } from "./flags.ts";
import { namedKey, readParsedKey, withKeyArgument } from "./named-key.ts";
import {
  quotasOf,
  type RestrictionFlags,
  scopesAndAddressesOf,
  withRestrictionFlags,
} from "./restriction-flags.ts";

interface CreateFlags extends CommonFlags, RestrictionFlags {
  readonly name: string;
  readonly expiresAt?: string;
  readonly rateLimit?: number;
  readonly environment?: string;
  readonly note?: string;
  readonly metadata?: MetadataFlag;
}

export function createCommand(context: CommandContext): Command {
  const command = new Command("create")
    .description("create a key; its secret is shown only once")
    .argument("<account>")
    .requiredOption("--name <name>", "what the key is for, such as Production server")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z (default: never)")
    .option("--rate-limit <number>", "requests per minute (default: the plan's limit)", wholeNumber)
    .option("--environment <label>", "development, staging or production (default: production)")
    .option("--note <text>", "note for people, up to 500 characters")
    .option(
      "--metadata <name=value>",
      "data for your programs; repeat for each pair",
      metadataPair,
    );
  withRestrictionFlags(command).option("--no-quotas", "no quotas, even if the plan has some");
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
      ...scopesAndAddressesOf(flags),
      quotas: quotasOf(flags, null),
    };
    const { api } = await connectFor(flags, context);
    const idempotencyKey = context.newIdempotencyKey();
    printIssued(await api.request({ method: "POST", path, body, idempotencyKey }), flags, context);
  });
}

interface RotateFlags extends CommonFlags {
  readonly grace: number;
  readonly yes?: boolean;
}

/** The same default as on the settings page. */
const defaultGrace = "24h";

export function rotateCommand(context: CommandContext): Command {
  const command = new Command("rotate")
    .description("give a key a new secret, shown only once; the key keeps its ID")
    .addOption(
      new Option(
        "--grace <time>",
        "grace period of the old secret; 0 ends it immediately, after a confirmation",
      )
        .argParser(durationOrNone)
        .default(duration(defaultGrace), defaultGrace),
    )
    .option("--yes", "skip the confirmation");
  return withCommonFlags(withKeyArgument(command)).action(
    async (first: string, second: string | undefined, flags: RotateFlags) => {
      const named = namedKey(first, second);
      const { api } = await connectFor(flags, context);
      const key = await readParsedKey(api, named);
      if (!flags.yes) await confirmLosses(key, flags, context);
      const path = keyPath(key.account_id, key.id);
      const body = { grace_period_seconds: flags.grace };
      const idempotencyKey = context.newIdempotencyKey();
      const response = await api.request({
        method: "POST",
        path: `${path}/rotate`,
        body,
        idempotencyKey,
      });
      printIssued(response, flags, context);
      const { previous_secret: previous } = apiKey.parse(response.body);
      context.terminal.note(
        previous
          ? `The old secret works until ${previous.expires_at}.`
          : "The old secret no longer works.",
      );
    },
  );
}

/** Asks before ending a secret that callers may still use. */
async function confirmLosses(
  { key_prefix, previous_secret: previous }: ApiKey,
  { grace }: RotateFlags,
  { terminal }: CommandContext,
): Promise<void> {
  const losses = [
    ...(grace === 0
      ? ["Its current secret stops working immediately: callers that use it get 401."]
      : []),
    ...(previous
      ? [
          `Its old secret, valid until ${previous.expires_at}, stops working immediately: ${lastUse(previous)}.`,
        ]
      : []),
  ];
  if (losses.length === 0) return;
  await confirmOrRefuse([`Rotate ${key_prefix}?`, ...losses].join(" "), terminal);
}

/**
 * The response may be lost after the key was made. The repeated call then brings the key without its
 * secret, which nobody will ever see.
 */
function printIssued(response: ApiResponse, flags: CommonFlags, context: CommandContext): void {
  const result = succeed(response);
  printResult(result, flags, context, (key, columns) => showKey(key, Date.now(), columns));
  const isReplayed = response.headers.get("idempotency-replayed") === "true";
  context.terminal.note(
    isReplayed
      ? "The first attempt succeeded, but the response with the secret was lost. Rotate the key to get a new secret."
      : "The secret is shown only once. Store it in a safe place now.",
  );
}
