import { open } from "node:fs/promises";
import { type LoggedRequest, parseLoggedRequest } from "../../core/event/logged-request.ts";
import type { LogSearch, Span } from "./log-search.ts";

/** Finds entries in a file of access log lines, oldest first. A missing file counts as empty. */
export async function* searchFile(
  path: string,
  { text, matches }: LogSearch,
  { fromEpochMs, toEpochMs }: Span,
): AsyncGenerator<LoggedRequest> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return;
  try {
    for await (const line of file.readLines({ autoClose: false })) {
      const entry = line.includes(text) ? parseLoggedRequest(line) : undefined;
      if (!entry || !matches(entry)) continue;
      const time = Number(entry.time);
      if (time >= fromEpochMs && time < toEpochMs) yield entry;
    }
  } finally {
    await file.close();
  }
}
