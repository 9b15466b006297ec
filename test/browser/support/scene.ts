import type { RunningLatchkey } from "../../../local/start.ts";
import { manage, newKeyOf } from "../../gateway/support/operator.ts";
import { type Past, writePast } from "./past.ts";

const hour = 3600;
const day = 24 * hour;

interface Part {
  readonly fields: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly past?: Past;
  readonly after?: "pause" | "revoke" | "rotate";
}

/** An account as it looks after a few months: keys in every state, a month of usage. */
function parts(nowEpochMs: number): Part[] {
  const inDays = (days: number) => new Date(nowEpochMs + days * day * 1000).toISOString();
  return [
    {
      fields: { name: "Old website" },
      after: "revoke",
      past: { createdSecondsAgo: 210 * day, days: rhythm(0, 0), lastUsedSecondsAgo: 95 * day },
    },
    {
      fields: { name: "Contractor’s laptop", environment: "development", rate_limit_per_minute: 5 },
      past: {
        createdSecondsAgo: 120 * day,
        expiredSecondsAgo: 9 * day,
        days: rhythm(40, 0.2).map((requests, index) => (index < 20 ? requests : 0)),
        lastUsedSecondsAgo: 10 * day,
      },
    },
    {
      fields: { name: "Data warehouse sync", rate_limit_per_minute: 25 },
      after: "pause",
      past: {
        createdSecondsAgo: 88 * day,
        days: rhythm(640, 0.9).map((requests, index) => (index < 26 ? requests : 0)),
        lastUsedSecondsAgo: 4 * day,
      },
    },
    {
      fields: { name: "Nightly export", expires_at: inDays(4), rate_limit_per_minute: 20 },
      past: { createdSecondsAgo: 86 * day, days: rhythm(310, 1), lastUsedSecondsAgo: 7 * hour },
    },
    {
      fields: { name: "Staging", environment: "staging", expires_at: inDays(62) },
      past: { createdSecondsAgo: 40 * day, days: rhythm(120, 0.15), lastUsedSecondsAgo: 3 * hour },
    },
    {
      fields: { name: "Mobile app backend" },
      after: "rotate",
      past: {
        createdSecondsAgo: 31 * day,
        days: rhythm(2900, 0.8),
        lastUsedSecondsAgo: 40,
        oldSecretUsedSecondsAgo: 11 * 60,
      },
    },
    {
      fields: { name: "Production server" },
      past: { createdSecondsAgo: 12 * day, days: rhythm(5200, 0.7), lastUsedSecondsAgo: 9 },
    },
  ];
}

/**
 * @param weekday requests on a usual weekday
 * @param weekend what is left of them on a day off
 */
function rhythm(weekday: number, weekend: number): number[] {
  return Array.from({ length: 30 }, (_, index) => {
    const isOff = index % 7 === 3 || index % 7 === 4;
    const wave = 1 + 0.18 * Math.sin(index * 1.7) + 0.012 * index;
    const untilNow = index === 29 ? 0.6 : 1;
    return Math.round(weekday * wave * untilNow * (isOff ? weekend : 1));
  });
}

/** @returns the keys' ids by their names */
export async function setScene(
  latchkey: RunningLatchkey,
  accountId: string,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const { fields, past, after } of parts(Date.now())) {
    const { id } = await newKeyOf(latchkey, accountId, fields);
    const path = `/accounts/${accountId}/keys/${id}`;
    if (after === "pause") await manage(latchkey, "PATCH", path, { is_active: false });
    if (after === "revoke") await manage(latchkey, "DELETE", path);
    if (after === "rotate") {
      await manage(latchkey, "POST", `${path}/rotate`, { grace_period_seconds: day });
    }
    if (past) await writePast(latchkey, id, past);
    ids.set(fields.name, id);
  }
  return ids;
}
