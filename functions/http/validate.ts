import type * as z from "zod";
import { HttpError } from "./http-error.ts";

/** Names longer than this, or more of them, are not echoed. */
const shownNames = 3;
const shownLength = 40;

/**
 * Checks what a client sent against a schema.
 *
 * @param what names the whole, `body` or `query`, for faults that are of no single field
 * @throws HttpError 400 that names each field at fault and its rule
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw HttpError.badRequest(
    [...new Set(parsed.error.issues.map((issue) => describe(issue, what)))].join("; "),
  );
}

function describe(issue: z.core.$ZodIssue, what: string): string {
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.slice(0, shownNames).map((name) => name.slice(0, shownLength));
    return `${what}: unknown field ${names.map((name) => JSON.stringify(name)).join(", ")}`;
  }
  const field = issue.path.length === 0 ? what : issue.path.join(".");
  return `${field}: ${issue.message}`;
}
