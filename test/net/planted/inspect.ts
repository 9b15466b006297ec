import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { tableContents } from "../../gateway/support/table-contents.ts";
import { checkDelivery, listedEvents } from "../history/check-delivery.ts";
import { checkers, describeViolation } from "../history/check-history.ts";
import { tableChanges } from "../history/check-quiet.ts";
import { tableFaults } from "../history/check-table.ts";
import type { History } from "../history/exchange.ts";
import type { Recorder } from "../history/recorder.ts";
import { findSecrets } from "../history/secrets.ts";
import type { NetHouse } from "../support/net-house.ts";

/** Long enough for a retry with the longest pause that a function makes. */
const settlingMs = 1_000;

/** The findings of each checker after a run; checkers without findings are left out. */
export async function inspect(
  house: NetHouse,
  recorder: Recorder,
): Promise<Record<string, string[]>> {
  const history: History = recorder.history(house.line.calls);
  const place = { dynamodbEndpoint: house.databaseEndpoint, tableName: house.latchkey.tableName };
  const before = await tableContents(place);
  await new Promise((resolve) => setTimeout(resolve, settlingMs));
  const after = await tableContents(place);
  await house.drained([...listedEvents(history).keys()]);
  const secrets = [...recorder.secrets, house.latchkey.operatorToken];
  const places = new Map([["the logs", house.logs.join("\n")], ...(await deployed(house))]);
  const ofHistory = Object.entries(checkers).map(
    ([name, check]) => [name, check(history).map(describeViolation)] as const,
  );
  const found = [
    ...ofHistory,
    ["table", tableFaults(after, secrets)],
    ["delivery", checkDelivery(history, house.sent).map(describeViolation)],
    ["late effects", tableChanges(before, after)],
    ["leaks", findSecrets(secrets, places)],
  ] as const;
  return Object.fromEntries(
    found.flatMap(([name, faults]) => (faults.length ? [[name, [...faults]]] : [])),
  );
}

/** The template and the bundles, as they would be uploaded. */
async function deployed({ assemblyDirectory }: NetHouse): Promise<[string, string][]> {
  const entries = await readdir(assemblyDirectory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => /\.(json|m?js)$/.test(entry.name) && entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }): Promise<[string, string]> => {
      return [name, await readFile(join(parentPath, name), "latin1")];
    }),
  );
}
