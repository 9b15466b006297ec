import * as z from "zod";
import { wants } from "../../core/webhook/endpoint.ts";
import type { WebhookMessage } from "../../core/webhook/message.ts";
import { listPages } from "../api/list-pages.ts";
import type { ManagementApi } from "../api/management-api.ts";
import { account, list } from "../api/objects.ts";
import { accountPath } from "../api/paths.ts";
import type { Endpoint } from "./endpoints.ts";

export interface Span {
  readonly fromEpochMs: number;
  readonly untilEpochMs: number;
}

const listed = z.looseObject({ id: z.string(), action: z.string(), created_at: z.string() });

/** @returns the account that is given, or all */
export async function accountsOf(api: ManagementApi, given?: string): Promise<string[]> {
  if (given !== undefined) return [given];
  const all = list.parse(await listPages(api, "/accounts", {}, { all: true })).data;
  return all.map((one) => account.parse(one).account_id);
}

/** The messages for the events of an account in a span, oldest first. */
export async function messagesOf(
  api: ManagementApi,
  accountId: string,
  endpoints: readonly Endpoint[],
  { fromEpochMs, untilEpochMs }: Span,
): Promise<string[]> {
  const path = `${accountPath(accountId)}/events`;
  const messages: string[] = [];
  let cursor: string | undefined;
  do {
    const page = list.parse(await listPages(api, path, {}, { limit: "100", cursor }));
    const events = page.data.map((one) => ({ event: one, told: listed.parse(one) }));
    const times = events.map(({ told }) => Date.parse(told.created_at));
    for (const [index, { event, told }] of events.entries()) {
      const at = times[index] ?? 0;
      if (at < fromEpochMs || at > untilEpochMs) continue;
      for (const endpoint of endpoints.filter((one) => wants(one, told.action))) {
        const message = { url: endpoint.url, event } satisfies Record<
          keyof WebhookMessage,
          unknown
        >;
        messages.push(JSON.stringify(message));
      }
    }
    const isPast = Math.min(...times) < fromEpochMs;
    cursor = isPast ? undefined : (page.next_cursor ?? undefined);
  } while (cursor !== undefined);
  return messages.reverse();
}
