import { type LoggedRequest, timeOf } from "../../core/event/logged-request.ts";
import { explanation as explanationObject } from "../api/objects.ts";
import { showExplanation } from "./show-explanation.ts";
import { reasonText } from "./show-refusals.ts";
import { fields } from "./table.ts";

/** Shows a request's entry in the log, and how its key would be judged now. */
export function showRequest(entry: LoggedRequest, explanation: unknown, columns?: number): string {
  const rotatedAt = explanationObject.safeParse(explanation).data?.secret_rotated_at ?? undefined;
  const isUnknown = entry.keyId !== undefined && explanation === null;
  const shown = fields(
    [
      ["request", entry.requestId],
      ["time", timeOf(entry)],
      ["route", `${entry.method ?? "–"} ${entry.resource ?? "(none that exists)"}`],
      ["answer", [String(entry.status ?? "–"), entry.responseType ?? ""].join(" ").trim()],
      ["verdict", entry.verdict ?? "–"],
      ["reason", entry.reason && reasonText(entry.reason, timeOf(entry), rotatedAt)],
      ["caller", entry.sourceIp ?? "–"],
      ["key", entry.keyId === undefined ? "none that the log knows" : entry.keyId],
      ...(isUnknown ? [["", "there is no such key"] as const] : []),
    ],
    columns,
  );
  if (explanation === null) return shown;
  const now = showExplanation(explanation, columns);
  return `${shown}\n\nThe key now, for a request with its current secret:\n${now}`;
}
