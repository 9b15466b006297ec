import { ulid } from "ulid";
import { collectEvents } from "../../core/restore/event-object.ts";
import { restoreRequestPrefix } from "../../core/restore/replay-account.ts";
import {
  documentClientOn,
  openTable,
  type RestoredTable,
} from "../../core/restore/restored-table.ts";
import { ReplayFault } from "../../core/restore/told-values.ts";
import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { CliError } from "../exit-code.ts";
import type { EventSource } from "./replay.ts";
import { openTablePort, type TablePort, type TableState } from "./table-port.ts";

/** Both tables of a restore. */
export interface RestoreTables {
  readonly port: TablePort;
  readonly restored: RestoredTable;
  readonly oldName: string;
  readonly requestPrefix: string;
  newEventId(atEpochMs: number): string;
  calling<T>(doing: string, calls: () => Promise<T>): Promise<T>;
  /**
   * @param old undefined if the table is gone
   * @param lines of a file of events, instead of the table
   */
  source(
    old: TableState | undefined,
    fromEpochMs: number,
    lines: (() => AsyncIterable<string>) | undefined,
  ): Promise<EventSource>;
  close(): void;
}

interface Names {
  readonly table: string;
  readonly from?: string;
  readonly events?: string;
}

/** @throws CliError if both are the same table */
export async function openTables(
  deployment: Deployment,
  { table, from, events }: Names,
): Promise<RestoreTables> {
  const oldName = from ?? outputOf(deployment, "TableName");
  if (oldName === table && events === undefined) {
    const rule = `${table} is the stack's own table: pass --from with the old one, or --events.`;
    throw new CliError("misuse", rule);
  }
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const settings = await clientSettings(deployment, "dynamodb");
  const plain = new DynamoDBClient(settings);
  // Its attempts are counted by who sends them.
  const single = new DynamoDBClient({ ...settings, maxAttempts: 1 });
  const client = documentClientOn(single);
  const restored = openTable(client, table);
  const previous = openTable(client, oldName);
  return {
    port: await openTablePort(plain),
    restored,
    oldName,
    requestPrefix: restoreRequestPrefix,
    newEventId: ulid,
    calling: (doing, calls) => callingAws(deployment.aws, doing, calls),
    async source(old, fromEpochMs, lines) {
      if (lines) return fileSource(lines, fromEpochMs);
      if (!old) {
        const rule = "take the events from an archive (--events), or another table (--from)";
        throw new CliError("misuse", `There is no table ${oldName}: ${rule}.`);
      }
      return {
        accountIds: async () => {
          const lists = await Promise.all([previous.accountIds(), restored.accountIds()]);
          return [...new Set(lists.flat())];
        },
        eventsOf: (accountId) => previous.trail(accountId, fromEpochMs),
      };
    },
    close() {
      plain.destroy();
      single.destroy();
    },
  };
}

/** @throws CliError that names the line at fault */
async function fileSource(
  lines: () => AsyncIterable<string>,
  fromEpochMs: number,
): Promise<EventSource> {
  try {
    const events = await collectEvents(lines(), fromEpochMs);
    return {
      accountIds: async () => [...events.keys()],
      eventsOf: async (accountId) => events.get(accountId) ?? [],
    };
  } catch (error) {
    if (error instanceof ReplayFault) throw new CliError("misuse", `--events: ${error.message}.`);
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new CliError("misuse", "--events: there is no such file.");
    }
    throw error;
  }
}
