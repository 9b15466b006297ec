import type { APIGatewayProxyResult } from "aws-lambda";
import type { Page } from "../../core/store/list-page.ts";
import { HttpError } from "../http/http-error.ts";
import { jsonResponse } from "../http/response.ts";
import { readCursor, versionOfCursor, writeCursor } from "./cursor.ts";
import type { RequestKeyring } from "./ports.ts";

/**
 * The place that a client's cursor stands for.
 *
 * @param list names the list: its kind, account and filter
 * @throws HttpError 400 where the cursor was altered or belongs to another list
 */
export async function placeOf(
  cursor: string | undefined,
  list: string,
  keyring: RequestKeyring,
): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  // A container with an older keyring has to fetch the one that the cursor was made with.
  const place = readCursor(cursor, list, await keyring(versionOfCursor(cursor)));
  if (place !== undefined) return place;
  throw HttpError.badRequest("cursor: must be the next_cursor of an earlier page of this list");
}

/** One page of a list, and the cursor of the next. */
export async function listAnswer<T>(
  page: Page<T>,
  present: (entry: T) => unknown,
  list: string,
  keyring: RequestKeyring,
): Promise<APIGatewayProxyResult> {
  const next = page.next === undefined ? null : writeCursor(page.next, list, await keyring());
  return jsonResponse(200, {
    object: "list",
    data: page.entries.map(present),
    next_cursor: next,
  });
}
