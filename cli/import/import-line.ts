import * as z from "zod";
import { type ApiResponse, errorOf, hasCode, succeed } from "../api/api-response.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { accountPath } from "../api/paths.ts";
import type { ImportRow } from "./import-row.ts";
import type { ReadLine } from "./read-rows.ts";

export type Outcome = "created" | "would create" | "unchanged" | "error";

/** The result of one line of the file. */
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
 * Imports one line, or previews its import.
 *
 * @throws CliError if no other line could fare better: the credential is refused, or the API is
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
  const response = await api.request({
    method: "POST",
    path: `${accountPath(accountId)}/keys/import`,
    query: isDryRun ? { dry_run: "true" } : {},
    body: bodyOf(read.row),
  });
  const error = lineErrorOf(response);
  if (error !== undefined) return { ...report, accountId, outcome: "error", error };
  return { ...report, accountId, ...outcomeOf(response) };
}

function bodyOf({ account_id: _, ...body }: ImportRow): Record<string, unknown> {
  return body;
}

/** Returns the error of this line. @throws CliError if the error is not about this line */
function lineErrorOf(response: ApiResponse): string | undefined {
  const isOfTheLine = hasCode(
    response,
    "invalid_fields",
    "account_not_found",
    "active_key_limit_reached",
    "key_of_another_account",
    "body_too_large",
  );
  if (isOfTheLine) return errorOf(response);
  succeed(response);
  return undefined;
}

function outcomeOf({ status, body }: ApiResponse): Pick<LineReport, "outcome" | "keyId"> {
  const previewed = preview.safeParse(body).data;
  if (previewed) {
    const outcome = previewed.outcome === "would_create" ? "would create" : "unchanged";
    return { outcome, keyId: undefined };
  }
  const { id } = importedKey.parse(body);
  return { outcome: status === 201 ? "created" : "unchanged", keyId: id };
}
