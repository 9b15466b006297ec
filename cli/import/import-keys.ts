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
import { decodeText } from "./decode-text.ts";
import { checkForeignPrefix } from "./foreign-prefix.ts";
import { FreePlaces } from "./free-places.ts";
import { importLine } from "./import-line.ts";
import { inOrder, oneByOne } from "./in-order.ts";
import { columns } from "./read-header.ts";
import { type ReadLine, readRows } from "./read-rows.ts";
import { ImportReport } from "./report.ts";

interface Flags extends CommonFlags {
  readonly dryRun?: boolean;
  readonly prefix?: string;
}

/** A burst that the management API's throttle (50 a second) takes without much waiting. */
const atOnce = 8;

const afterHelp = `
The file is CSV; its first line names the columns:
  ${columns.join(",")}
The last three may be left out. Semicolons or tabs may stand for the commas, and the encoding may be
UTF-8 or UTF-16: what spreadsheets call "CSV UTF-8" and "Unicode text".

"sha256" is the SHA-256 of a whole key as its owner sends it, in hexadecimal, never the key itself.
Where another system keeps such digests, export those:
  select customer_id, label, encode(key_sha256, 'hex') from api_keys   -- PostgreSQL, a bytea column
Where it keeps the keys, digest them on its side: printf %s "$KEY" | sha256sum

Customers go on with the keys they have, provided that all of them begin alike, go on with at least
${leastSecretLength} characters, have no spaces and nothing beyond ASCII, and are at most 512 long. A digest does not
show that: keys of any other form are imported, too, and refused with 401 when they are used. The
authorizer has to know what they begin with: set keys.imported to { prefix: "acme_" } in
latchkey.config.ts and deploy. Then
--prefix acme_ checks that it does before anything is imported. Digests from elsewhere lack the
pepper; a key's is replaced by a peppered one in the write that counts its first request.

Accounts must exist (npx latchkey accounts put). Lines that cannot be imported are reported, and the
others go on. Those of one account are taken in the order of the file until its cap on active keys is
reached, which --dry-run foretells. The import can be repeated: what is there already stays as it is.

${exitCodeHelp}`;

/** `npm run import -- keys.csv`: brings keys from another system, by their digests. */
export function importProgram(context: CommandContext): Command {
  const command = new Command("import")
    .description("Imports API keys of another system, which go on working as they are.")
    .argument("<file>", "CSV, see below")
    .option("--dry-run", "only tell, line by line, what would happen")
    .option("--prefix <prefix>", "what the imported keys begin with; checked, not stored");
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
    throw new CliError("misuse", `The file cannot be read: ${reason}`);
  }
}

async function importLines(
  lines: readonly ReadLine[],
  { api }: Connection,
  flags: Flags,
  { terminal }: CommandContext,
): Promise<void> {
  const asJson = flags.json === true || !terminal.showsTables;
  const report = new ImportReport(terminal, asJson, lines.length);
  const isDryRun = flags.dryRun === true;
  const places = isDryRun ? new FreePlaces(api) : undefined;
  // One line of an account after another: then its first lines get the places that are left.
  const task = oneByOne(accountOf, (line) => importLine(line, api, isDryRun));
  try {
    for await (const done of inOrder(lines, atOnce, task)) {
      report.add(places ? await places.judge(done) : done);
    }
  } catch (error) {
    terminal.note(`${report.summary()}. Run it again to go on: what is done stays as it is.`);
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
