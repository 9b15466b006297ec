import { open } from "node:fs/promises";
import { type AccessLogEntry, parseEntry } from "./entry.ts";

/** Looks a request up in a file of access log lines; one that is not there has none. */
export async function findInFile(
  path: string,
  requestId: string,
): Promise<AccessLogEntry | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    for await (const line of file.readLines({ autoClose: false })) {
      const entry = line.includes(requestId) ? parseEntry(line) : undefined;
      if (entry?.requestId === requestId) return entry;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
