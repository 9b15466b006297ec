import { type LoggedRequest, timeOf } from "../../core/event/logged-request.ts";
import { table } from "./table.ts";

export function showRequests(entries: readonly LoggedRequest[], columns?: number): string {
  if (entries.length === 0) return "No requests";
  return table(
    ["time", "status", "reason", "request"],
    entries.map((entry) => [
      `${timeOf(entry).slice(0, 19)}Z`,
      String(entry.status ?? "–"),
      entry.reason ?? "–",
      entry.requestId,
    ]),
    columns,
  );
}
