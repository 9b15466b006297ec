import type { Command } from "commander";
import type { Quotas } from "../../core/key/quotas.ts";

import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  withCommonFlags,
} from "../command-context.ts";
import { CliError } from "../exit-code.ts";
import { type MetadataFlag, metadataPair, wholeNumber } from "./flags.ts";
import { change, keyCommand } from "./key-changes.ts";
import { namedKey, pathOf, readParsedKey } from "./named-key.ts";
import {
  changesSomeQuotas,
  quotasOf,
  type RestrictionFlags,
  scopesAndAddressesOf,
  withLiftingFlags,
  withRestrictionFlags,
} from "./restriction-flags.ts";

interface UpdateFlags extends CommonFlags, RestrictionFlags {
  readonly name?: string;
  readonly expiresAt?: string;
  readonly neverExpires?: boolean;
  readonly rateLimit?: number;
  readonly environment?: string;
  readonly note?: string;
  readonly metadata?: MetadataFlag;
  readonly endOldSecret?: boolean;
}

const afterHelp = `
--scope and --allow-ip replace the whole list: repeat them for each entry. The
quota options change only the quota that they name. Every change applies to
the next request.`;

export function updateCommand(context: CommandContext): Command {
  const command = keyCommand(
    "update",
    "change a key: its name, expiry, limit, environment, note, metadata or restrictions",
  )
    .option("--name <name>", "what the key is for")
    .option("--expires-at <time>", "RFC 3339, such as 2027-01-31T00:00:00Z")
    .option("--never-expires", "remove the expiry")
    .option("--rate-limit <number>", "units per minute", wholeNumber)
    .option("--environment <label>", "development, staging or production")
    .option("--note <text>", "note for people; an empty text removes it")
    .option("--metadata <name=value>", "replaces all pairs; repeat for each pair", metadataPair)
    .option("--no-metadata", "remove all pairs")
    .option("--end-old-secret", "end the secret before the last rotation at once");
  return withCommonFlags(withLiftingFlags(withRestrictionFlags(command)))
    .addHelpText("after", afterHelp)
    .action(async (first: string, second: string | undefined, flags: UpdateFlags) => {
      const named = namedKey(first, second);
      const changes = changesOf(flags, null);
      const { api } = await connectFor(flags, context);
      const key = changesSomeQuotas(flags) ? await readParsedKey(api, named) : undefined;
      const path = await pathOf(api, key ? { ...named, accountId: key.account_id } : named);
      const body = key ? changesOf(flags, key.quotas) : changes;
      await change(api, { method: "PATCH", path, body }, flags, context);
    });
}

/**
 * @param quotas the quotas that the key has
 * @throws CliError if there is nothing to change, or the flags contradict each other
 */
function changesOf(flags: UpdateFlags, quotas: Quotas | null): Record<string, unknown> {
  const { name, expiresAt, neverExpires, rateLimit, environment, note, metadata } = flags;
  if (expiresAt !== undefined && neverExpires) {
    throw new CliError("misuse", "--expires-at and --never-expires cannot be used together.");
  }
  // JSON leaves out what is undefined.
  const changes = {
    name,
    expires_at: neverExpires ? null : expiresAt,
    rate_limit_per_minute: rateLimit,
    environment,
    note,
    metadata: metadata === false ? {} : metadata,
    ...scopesAndAddressesOf(flags),
    quotas: quotasOf(flags, quotas),
    previous_secret: flags.endOldSecret ? null : undefined,
  };
  if (Object.values(changes).every((value) => value === undefined))
    throw new CliError("misuse", "Nothing to change. Pass at least one option; --help lists them.");
  return changes;
}
