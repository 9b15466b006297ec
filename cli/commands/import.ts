import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { leastSecretLength } from "../../core/key/foreign-key.ts";
import {
  type CommandContext,
  type CommonFlags,
  connectFor,
  withCommonFlags,
} from "../command-context.ts";
import type { Connection } from "../deployment/connect.ts";
import { CliError, exitCodeHelp } from "../exit-code.ts";
import { decodeText } from "../import/decode-text.ts";
import { checkForeignPrefix } from "../import/foreign-prefix.ts";
import { FreeKeySlots } from "../import/free-key-slots.ts";
import { importLine } from "../import/import-line.ts";
import { inOrder, oneByOne } from "../import/in-order.ts";
import { intervalFor, paced } from "../import/pace.ts";
import { columns, requiredColumns } from "../import/read-header.ts";
import { type ReadLine, readRows } from "../import/read-rows.ts";
import { ImportReport } from "../import/report.ts";
import { proxyHelp } from "../network/proxies.ts";

interface Flags extends CommonFlags {
  readonly dryRun?: boolean;
  readonly prefix?: string;
}

/** Concurrent calls that stay below the management API's throttle (50 per second). */
const atOnce = 8;

const afterHelp = `
The file is CSV. Its first line names the columns:
  ${columns.slice(0, 6).join(",")}
  ${columns.slice(6).join(",")}
Only ${requiredColumns.join(", ")} are required. An empty "scopes" or
"allowed_ips" allows all; several values are separated by spaces. Without
quotas, a key gets those of its plan. Fields may also be separated by semicolons
or tabs. The encoding is UTF-8 or UTF-16 ("CSV UTF-8" or "Unicode text" in
spreadsheets).

"sha256" is the SHA-256 of the whole key as its owner sends it, in hexadecimal.
Never put the key itself there. If the other system stores such digests, export
them, here from a bytea column of PostgreSQL:
  select customer_id, label, encode(key_sha256, 'hex') from api_keys
If it stores the keys themselves, hash them there:
  printf %s "$KEY" | sha256sum

Customers keep their keys. All keys must start with the same prefix, followed by
at least ${leastSecretLength} characters. They must be ASCII without spaces, and at most 512
characters long. The import cannot check this, because it sees only digests: a
key of any other form is imported, but gets 401 when it is used. The authorizer
must know the prefix:
  npm run deploy -- -c stage=prod -c foreignKeyPrefix=acme_
--prefix acme_ checks this before anything is imported. Imported digests have no
pepper. A key's digest is replaced by a peppered one in the write that counts
its first request.

Accounts must exist (npx --no-install latchkey accounts put). Lines that cannot
be imported are reported; the import continues with the others. The keys of an
account are imported in the order of the file, until its limit of active keys is
reached; --dry-run reports that in advance. You can safely run the import again:
existing keys stay unchanged.

${proxyHelp}

${exitCodeHelp}`;

/** `latchkey import keys.csv`: imports keys from another system, by their digests. */
export function importCommand(context: CommandContext): Command {
  const command = new Command("import")
    .description("Imports API keys from another system. The keys keep working unchanged.")
    .argument("<file>", "CSV file, see below")
    .option("--dry-run", "only report what would happen, line by line")
    .option("--prefix <prefix>", "prefix of the imported keys; checked, not stored");
  return withCommonFlags(command)
    .addHelpText("after", afterHelp)
    .action(async (file: string, flags: Flags) => {
      const lines = readRows(decodeText(await readBytes(file)));
      const connection = await connectFor(flags, context);
      checkForeignPrefix(flags.prefix, connection.deployment, context.terminal);
      await importLines(lines, connection, flags, context);
    });
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError("misuse", `Cannot read the file: ${reason}`);
  }
}

async function importLines(
  lines: readonly ReadLine[],
  { api, deployment }: Connection,
  flags: Flags,
  { terminal }: CommandContext,
): Promise<void> {
  const asJson = flags.json === true || !terminal.showsTables;
  const report = new ImportReport(terminal, asJson, lines.length);
  const isDryRun = flags.dryRun === true;
  const slots = isDryRun ? new FreeKeySlots(api) : undefined;
  // The lines of one account run in sequence, so that the first lines get the remaining keys.
  // A dry run also asks for the account of a line.
  const intervalMs = intervalFor(deployment, isDryRun ? 2 : 1);
  const importPaced = paced(intervalMs, (line: ReadLine) => importLine(line, api, isDryRun));
  const task = oneByOne(accountOf, importPaced);
  try {
    for await (const done of inOrder(lines, atOnce, task)) {
      report.add(slots ? await slots.judge(done) : done);
    }
  } catch (error) {
    terminal.note(
      `${report.summary()}. Run the import again to continue; finished lines stay as they are.`,
    );
    throw error;
  }
  terminal.note(report.summary());
  if (report.hasErrors) {
    throw new CliError("refused", `Some lines ${isDryRun ? "would not be" : "were not"} imported.`);
  }
}

function accountOf(line: ReadLine): string | undefined {
  return "row" in line ? line.row.account_id : undefined;
}
