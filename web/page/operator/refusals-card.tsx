import { count, counted } from "../format/numbers.ts";
import { longDay } from "../format/times.ts";
import { reasonMeaning, reasonName } from "./reasons.ts";
import { type RefusalsOfDay, totalsOf } from "./refusals.ts";

interface RefusalsCardProps {
  readonly days: readonly RefusalsOfDay[];
  readonly of: "account" | "key";
}

/** How many requests were refused in the last 30 days, by reason and by day. */
export function RefusalsCard({ days, of }: RefusalsCardProps) {
  const totals = totalsOf(days);
  const sum = totals.reduce((before, [, times]) => before + times, 0);
  return (
    <section class="card" aria-label="Refusals">
      <h2 class="card-title">Refusals, last 30 days</h2>
      <p class="muted">
        {sum === 0
          ? `No request with ${of === "key" ? "this key" : "a key of this account"} was refused.`
          : `${counted(sum, "refused request")}.`}{" "}
        Counted from the access log, seconds behind.
      </p>
      {sum > 0 && (
        <table class="plain-table">
          <caption class="sr-only">Refused requests by reason</caption>
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col" class="number">
                Requests
              </th>
            </tr>
          </thead>
          <tbody>
            {totals.map(([reason, times]) => (
              <tr key={reason}>
                <th scope="row">
                  {reasonName(reason)}
                  <span class="hint">{reasonMeaning(reason)}</span>
                </th>
                <td class="number">{count(times)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {sum > 0 && (
        <details class="by-day">
          <summary>By day (UTC)</summary>
          <ul>
            {days.toReversed().map(({ date, counts }) => (
              <li key={date}>
                {longDay(date)}:{" "}
                {counts
                  .map(([reason, times]) => `${reasonName(reason)} ${count(times)}`)
                  .join(", ")}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
