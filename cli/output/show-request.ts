import { type LoggedRequest, timeOf } from "../../core/event/logged-request.ts";
import { showExplanation } from "./show-explanation.ts";
import { fields } from "./table.ts";

/** What the log says of a request, and how its key would be judged now. */
export function showRequest(entry: LoggedRequest, explanation: unknown): string {
  const isUnknown = entry.keyId !== undefined && explanation === null;
  const shown = fields([
    ["request", entry.requestId],
    ["time", timeOf(entry)],
    ["route", `${entry.method ?? "–"} ${entry.resource ?? "(none that exists)"}`],
    ["answer", [String(entry.status ?? "–"), entry.responseType ?? ""].join(" ").trim()],
    ["verdict", entry.verdict ?? "–"],
    ["reason", entry.reason ?? "–"],
    ["caller", entry.sourceIp ?? "–"],
    ["key", entry.keyId === undefined ? "none that the log knows" : entry.keyId],
    ...(isUnknown ? [["", "there is no such key"] as const] : []),
  ]);
  return explanation === null ? shown : `${shown}\n\n${showExplanation(explanation)}`;
}
