import * as z from "zod";
import { countedReasons, type RefusalsOfDay } from "../../core/admission/refusal-counts.ts";
import { isKeyId } from "../../core/key/api-key.ts";

const line = z.object({
  time: z.string().regex(/^\d{1,15}$/),
  keyId: z.string().refine(isKeyId),
  reason: z.enum(countedReasons),
});

/** Counts the refusals in lines of the access log by key, UTC day and reason. Other lines do not count. */
export function tallyRefusals(messages: readonly string[]): RefusalsOfDay[] {
  const byKeyAndDay = new Map<
    string,
    { keyId: string; date: string; counts: Record<string, number> }
  >();
  for (const message of messages) {
    const refusal = readLine(message);
    if (!refusal) continue;
    const { keyId, reason } = refusal;
    const date = new Date(Number(refusal.time)).toISOString().slice(0, 10);
    const place = `${keyId}#${date}`;
    const tally = byKeyAndDay.get(place) ?? { keyId, date, counts: {} };
    tally.counts[reason] = (tally.counts[reason] ?? 0) + 1;
    byKeyAndDay.set(place, tally);
  }
  return [...byKeyAndDay.values()];
}

function readLine(message: string): z.infer<typeof line> | undefined {
  try {
    return line.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
}
