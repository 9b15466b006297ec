import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { Command } from "commander";
import { type CommandContext, printResult } from "../command-context.ts";
import { findDeployment } from "../deployment/find-deployment.ts";
import { CliError, exitCodeHelp } from "../exit-code.ts";
import { proxyHelp } from "../network/proxies.ts";
import { adoptTable, missingSettings, readLatchkeyTable, readRestored } from "../restore/adopt.ts";
import { drainQueue, openReplayQueue } from "../restore/drain-queue.ts";
import type { RestoreTables } from "../restore/open-tables.ts";
import type { EventSource } from "../restore/replay.ts";
import { type RestoreFacts, restoreObject, showRestore } from "../restore/report.ts";
import type { TableState } from "../restore/table-port.ts";
import { confirmOrRefuse } from "./confirm.ts";
import { type MetadataFlag, metadataPair, timeFlag } from "./flags.ts";

interface Flags {
  readonly table: string;
  readonly stage?: string;
  readonly since?: string;
  readonly from?: string;
  readonly events?: string;
  readonly queue?: string;
  readonly tag?: MetadataFlag;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const afterHelp = `
It gives the table what a restore does not bring along, copies the events since
the restore point, and brings keys and accounts to the state that they tell of.
Keys that were rotated since are paused, since their replaced secret would work
again. Keys that were created since are listed as lost. Run it again after an
interruption, and once more after traffic was switched: what is done is not
done again. docs/restore.md has all steps.

The events come from the stack's table, from another one (--from), or from a
file with an event as JSON on each line (--events). --queue first moves the
messages of a queue that an archive was replayed into to that file.

On AWS it needs cloudformation:DescribeStacks and the permissions of
docs/restore.md on both tables.

${proxyHelp}

${exitCodeHelp}`;

/** `latchkey restore`: adopts a restored table and replays the changes since the restore point. */
export function restoreCommand(context: CommandContext): Command {
  return new Command("restore")
    .description("prepare a table that was restored to a point in time, and replay changes since")
    .requiredOption("--table <table>", "the restored table")
    .option("--stage <stage>", "deployed stage, such as prod (default: the local run)")
    .option("--since <time>", "the restore point (default: as DynamoDB knows it)")
    .option("--from <table>", "the table with the events since (default: the stack's)")
    .option("--events <file>", "take the events from this file instead, a JSON object a line")
    .option("--queue <url>", "first move the messages of this SQS queue to the file")
    .option("--tag <name=value>", "a tag for the table, besides those of the old one", metadataPair)
    .option("--dry-run", "only show what would be done")
    .option("--yes", "skip the confirmation")
    .option("--json", "print JSON (default if the output is not a terminal)")
    .addHelpText("after", afterHelp)
    .action((flags: Flags) => restore(flags, context));
}

async function restore(flags: Flags, context: CommandContext): Promise<void> {
  const { terminal } = context;
  if (flags.queue !== undefined && flags.events === undefined) {
    throw new CliError("misuse", "--queue needs --events, the file for its messages.");
  }
  const deployment = await findDeployment(flags.stage, context.environment, terminal);
  // Loaded on demand: other commands start faster without the SDK's database client.
  const { openTables } = await import("../restore/open-tables.ts");
  const tables = await openTables(deployment, flags);
  try {
    const [restored, old] = await tables.calling("read the tables", () =>
      Promise.all([
        readRestored(tables.port, flags.table),
        readLatchkeyTable(tables.port, tables.oldName),
      ]),
    );
    const sinceEpochMs = restorePoint(flags, restored);
    const isDry = flags.dryRun === true;
    if (!isDry && !flags.yes) {
      const changes = `the changes since ${new Date(sinceEpochMs).toISOString()}`;
      const source = flags.events ?? tables.oldName;
      const question = `Replay ${changes} from ${source} onto ${flags.table}?`;
      await confirmOrRefuse(question, terminal);
    }
    if (flags.queue !== undefined && flags.events !== undefined && !isDry) {
      const queue = await openReplayQueue(deployment, flags.queue);
      await drainQueue(queue, flags.events, (count) => terminal.progress(`${count} messages`));
    }
    const source = await tables.source(old, sinceEpochMs - marginMs, fileLines(flags.events));
    await run({ flags, tables, source, restored, old, sinceEpochMs, isDry }, context);
  } finally {
    tables.close();
  }
}

/** An event has the time of the function that made it, the restore point that of DynamoDB. */
const marginMs = 5 * 60_000;

interface Work {
  readonly flags: Flags;
  readonly tables: RestoreTables;
  readonly source: EventSource;
  readonly restored: TableState;
  readonly old: TableState | undefined;
  readonly sinceEpochMs: number;
  readonly isDry: boolean;
}

async function run(work: Work, context: CommandContext): Promise<void> {
  const { flags, tables, source, restored, old, sinceEpochMs, isDry } = work;
  const { terminal } = context;
  const progress = (line: string) => terminal.progress(line);
  const wanted = {
    isProtected: old?.isProtected ?? true,
    tags: { ...ownTags(old?.tags ?? {}), ...(flags.tag || {}) },
  };
  const settings = missingSettings(restored, wanted);
  const adopted = isDry
    ? restored
    : await tables.calling(`change the table ${flags.table}`, () =>
        adoptTable(flags.table, wanted, { port: tables.port, wait: setTimeout, progress }),
      );
  if (adopted.hasBackups === undefined) {
    terminal.note("This database has no point-in-time recovery: that setting was left out.");
  }
  const { replayAll } = await import("../restore/replay.ts");
  const replayed = await tables.calling(`replay onto ${flags.table}`, () =>
    replayAll(
      source,
      {
        table: tables.restored,
        fromEpochMs: sinceEpochMs - marginMs,
        requestId: `${tables.requestPrefix}${randomUUID()}`,
        newEventId: tables.newEventId,
        isDry,
      },
      progress,
    ),
  );
  const { table } = flags;
  const facts: RestoreFacts = {
    table,
    streamArn: adopted.streamArn,
    sinceEpochMs,
    isDry,
    settings,
  };
  const result = restoreObject(facts, replayed);
  printResult(result, flags, context, () => showRestore(result));
  if (result.faults.length > 0) {
    throw new CliError("refused", `${result.faults.length} accounts were not replayed.`);
  }
  terminal.note(
    isDry
      ? "Nothing was changed."
      : `The table is ready. Name it in latchkey.config.ts (table: { name: "${table}", streamArn: "${adopted.streamArn}" }), deploy with --allow-table, and run this again with --from ${tables.oldName}. docs/restore.md has the steps.`,
  );
}

/** Those of AWS itself come with what made them. */
function ownTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith("aws:")));
}

/** @throws CliError if it is not known, or later than what the table has */
function restorePoint({ since, table }: Flags, { restoredToEpochMs: known }: TableState): number {
  const given = since === undefined ? undefined : timeFlag("--since", since);
  const epochMs = given ?? known;
  if (epochMs === undefined) {
    throw new CliError("misuse", `DynamoDB does not know when ${table} is from: pass --since.`);
  }
  const latest = known ?? Date.now();
  if (epochMs <= latest) return epochMs;
  const rule = `must not be later than ${new Date(latest).toISOString()}`;
  throw new CliError("misuse", `--since ${rule}, or changes before it would be lost.`);
}

function fileLines(path: string | undefined): (() => AsyncIterable<string>) | undefined {
  if (path === undefined) return undefined;
  return () => createInterface({ input: createReadStream(path, "utf8") });
}
