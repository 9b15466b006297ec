import * as z from "zod";
import { expiringAction } from "../event/audit-event.ts";
import { changesOf, type StoredEvent } from "./restored-table.ts";
import { ReplayFault } from "./told-values.ts";

const value = z.json();

/** An event as the API lists it, and as the bus and webhooks have it. */
const eventObject = z.object({
  object: z.literal("event"),
  id: z.string().min(1),
  action: z.string(),
  sequence: z.int().nonnegative().nullable(),
  actor: z
    .object({ type: z.enum(["operator", "user"]), subject: z.string().nullable() })
    .nullable(),
  account_id: z.string().min(1),
  key_id: z.string().nullable(),
  changes: z.record(z.string(), z.object({ before: value, after: value })),
  source_ip: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string().nullable(),
});

/** The event itself, or in the envelope of EventBridge or of a webhook's queue. */
const line = z.union([
  eventObject,
  z.object({ detail: eventObject }).transform(({ detail }) => detail),
  z.object({ event: eventObject }).transform(({ event }) => event),
]);

/**
 * Reads a line of a file of events.
 *
 * @returns undefined for a notice, which changes nothing
 * @throws ReplayFault that says what is wrong with the line
 */
export function parseEventLine(text: string): StoredEvent["event"] | undefined {
  const parsed = line.safeParse(parseJson(text));
  if (!parsed.success) throw new ReplayFault("it is no event as Latchkey publishes them");
  const { data } = parsed;
  if (data.action === expiringAction) return undefined;
  if (data.sequence === null) throw new ReplayFault("it has no sequence");
  const { actor } = data;
  return {
    id: data.id,
    atEpochMs: data.sequence,
    action: data.action,
    accountId: data.account_id,
    keyId: data.key_id ?? undefined,
    changes: data.changes,
    origin: {
      actor: actor ? { type: actor.type, subject: actor.subject ?? undefined } : undefined,
      sourceIp: data.source_ip ?? "",
      userAgent: data.user_agent ?? undefined,
      requestId: data.request_id ?? "",
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReplayFault("it is no JSON");
  }
}

/**
 * Collects the events of a file by account. An archive may deliver an event more than once and in any
 * order.
 *
 * @throws ReplayFault that names the line
 */
export async function collectEvents(
  lines: AsyncIterable<string> | Iterable<string>,
  fromEpochMs: number,
): Promise<ReadonlyMap<string, readonly StoredEvent[]>> {
  const accounts = new Map<string, Map<string, StoredEvent>>();
  let number = 0;
  for await (const text of lines) {
    number++;
    const event = text.trim() === "" ? undefined : eventOf(text, number);
    if (!event || event.atEpochMs < fromEpochMs) continue;
    const events = accounts.get(event.accountId) ?? new Map<string, StoredEvent>();
    accounts.set(event.accountId, events.set(event.id, { event }));
  }
  return new Map([...accounts].map(([id, events]) => [id, changesOf([...events.values()])]));
}

function eventOf(text: string, number: number) {
  try {
    return parseEventLine(text);
  } catch (error) {
    throw error instanceof ReplayFault
      ? new ReplayFault(`line ${number}: ${error.message}`)
      : error;
  }
}
