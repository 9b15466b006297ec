import type { Terminal } from "../terminal.ts";
import { succeed } from "./api-response.ts";
import type { ManagementApi } from "./management-api.ts";
import { list } from "./objects.ts";

export interface PageFlags {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly all?: boolean | undefined;
}

const greatestPage = "100";

/**
 * Returns one page of a list, or all pages as one.
 *
 * @throws CliError if the API refuses or cannot be reached
 */
export async function listPages(
  api: ManagementApi,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  { limit, cursor, all }: PageFlags,
  terminal?: Pick<Terminal, "progress">,
): Promise<unknown> {
  const askPage = async (after: string | undefined) => {
    const size = limit ?? (all ? greatestPage : undefined);
    const paging = { limit: size, cursor: after };
    return succeed(await api.request({ method: "GET", path, query: { ...query, ...paging } }));
  };
  const first = await askPage(cursor);
  if (!all) return first;
  const data = [...list.parse(first).data];
  let next = list.parse(first).next_cursor;
  while (next !== null) {
    terminal?.progress(`${data.length} fetched so far`);
    const page = list.parse(await askPage(next));
    data.push(...page.data);
    next = page.next_cursor;
  }
  return { object: "list", data, next_cursor: null };
}
