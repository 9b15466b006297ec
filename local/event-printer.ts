import * as z from "zod";

/** An event of the audit trail, as far as its line needs it. */
const auditEvent = z.looseObject({
  action: z.string(),
  sequence: z.number().nullable(),
  actor: z.object({ type: z.string(), subject: z.string().nullable() }).nullable(),
  account_id: z.string(),
  key_id: z.string().nullable(),
  changes: z.record(z.string(), z.unknown()),
});

/**
 * Makes what prints a line for each event that is new since a moment.
 *
 * @param sinceEpochMs the time of the changes to begin with
 */
export function eventPrinter(
  sinceEpochMs: number,
  print: (line: string) => void,
): (event: unknown) => void {
  return function printEvent(event) {
    const { success, data } = auditEvent.safeParse(event);
    if (!success || (data.sequence ?? sinceEpochMs) < sinceEpochMs) return;
    print(lineOf(data));
  };
}

/** `key.updated of key 3kTMd92x in acct_1 by operator: name, note` */
function lineOf({
  action,
  account_id,
  key_id,
  actor,
  changes,
}: z.infer<typeof auditEvent>): string {
  const what = key_id === null ? `account ${account_id}` : `key ${key_id} in ${account_id}`;
  const who = actor ? ` by ${actor.subject === null ? actor.type : `user ${actor.subject}`}` : "";
  const fields = action.endsWith(".updated") ? `: ${Object.keys(changes).join(", ")}` : "";
  return `${action} of ${what}${who}${fields}`;
}
