import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { functionRoutes } from "../../../core/config/protected-routes.ts";

const plainEntry = "export const handler = async () => ({ statusCode: 204 });";

const wrappedEntry =
  'import { withVerdict } from "./http/with-verdict.ts";\nexport const handler = withVerdict(async () => ({ statusCode: 200 }));';

/** Functions that fit together; `sources` replaces or adds files, by path in `functions/`. */
const wellFormed: Readonly<Record<string, string>> = {
  "authorizer.ts": plainEntry,
  "account-management.ts": plainEntry,
  "key-management.ts": plainEntry,
  "operations.ts": plainEntry,
  "management-authorizer.ts": plainEntry,
  "event-publisher.ts": plainEntry,
  "webhook-sender.ts": plainEntry,
  "expiry-notices.ts": plainEntry,
  "leak-report.ts": plainEntry,
  "count-refusals.ts": plainEntry,
  ...Object.fromEntries(functionRoutes.map((it) => [`${it.function.name}.ts`, wrappedEntry])),
  "http/with-verdict.ts":
    "export function withVerdict(endpoint: (event: unknown) => unknown) { return async (event: unknown) => (event ? endpoint(event) : { statusCode: 500 }); }",
};

/** @returns the directory, for whoever called to remove with {@link removeFunctions} */
export function writeFunctions(sources: Readonly<Record<string, string>> = {}): string {
  const directory = join(mkdtempSync(join(tmpdir(), "latchkey-functions-")), "functions");
  for (const [path, source] of Object.entries({ ...wellFormed, ...sources })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), source);
  }
  return directory;
}

export function removeFunctions(directory: string): void {
  rmSync(dirname(directory), { recursive: true });
}
