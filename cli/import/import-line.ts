import * as z from "zod";
import { type Answer, errorOf, hasCode, succeed } from "../api/answer.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { accountPath } from "../api/paths.ts";
import type { ImportRow } from "./import-row.ts";
import type { ReadLine } from "./read-rows.ts";

export type Outcome = "created" | "would create" | "unchanged" | "error";

/** What became of one line of the file. */
export interface LineReport {
  readonly line: number;
  readonly outcome: Outcome;
  readonly accountId: string | undefined;
  readonly keyId: string | undefined;
  readonly error: string | undefined;
}

const importedKey = z.object({ object: z.literal("api_key"), id: z.string() });
const preview = z.object({
  object: z.literal("import_preview"),
  outcome: z.enum(["would_create", "unchanged"]),
});

/**
 * Imports one line, or asks what importing it would do.
 *
 * @throws CliError where no other line could fare better: the credential is refused, or the API is
 *   out of reach
 */
export async function importLine(
  read: ReadLine,
  api: ManagementApi,
  isDryRun: boolean,
): Promise<LineReport> {
  const report = { line: read.line, accountId: undefined, keyId: undefined, error: undefined };
  if ("error" in read) return { ...report, outcome: "error", error: read.error };
  const accountId = read.row.account_id;
  const answer = await api.ask({
    method: "POST",
    path: `${accountPath(accountId)}/keys/import`,
    query: isDryRun ? { dry_run: "true" } : {},
    body: bodyOf(read.row),
  });
  const error = lineErrorOf(answer);
  if (error !== undefined) return { ...report, accountId, outcome: "error", error };
  return { ...report, accountId, ...outcomeOf(answer) };
}

function bodyOf({ account_id: _, ...body }: ImportRow): Record<string, unknown> {
  return body;
}

/** What is wrong with this line alone. @throws CliError where it is not this line's fault */
function lineErrorOf(answer: Answer): string | undefined {
  const isOfTheLine = hasCode(
    answer,
    "invalid_fields",
    "account_not_found",
    "active_key_limit_reached",
    "key_of_another_account",
    "body_too_large",
  );
  if (isOfTheLine) return errorOf(answer);
  succeed(answer);
  return undefined;
}

function outcomeOf({ status, body }: Answer): Pick<LineReport, "outcome" | "keyId"> {
  const previewed = preview.safeParse(body).data;
  if (previewed) {
    const outcome = previewed.outcome === "would_create" ? "would create" : "unchanged";
    return { outcome, keyId: undefined };
  }
  const { id } = importedKey.parse(body);
  return { outcome: status === 201 ? "created" : "unchanged", keyId: id };
}
