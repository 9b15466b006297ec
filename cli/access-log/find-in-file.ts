import { open } from "node:fs/promises";
import { type LoggedRequest, parseLoggedRequest } from "../../core/event/logged-request.ts";

/** Looks up a request in a file of access log lines. A missing file counts as empty. */
export async function findInFile(
  path: string,
  requestId: string,
): Promise<LoggedRequest | undefined> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return undefined;
  try {
    for await (const line of file.readLines({ autoClose: false })) {
      const entry = line.includes(requestId) ? parseLoggedRequest(line) : undefined;
      if (entry?.requestId === requestId) return entry;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
