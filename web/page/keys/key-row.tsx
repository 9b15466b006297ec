import { chartTop } from "../account/scale.ts";
import { UsageBars } from "../account/usage-bars.tsx";
import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { Menu } from "../components/menu.tsx";
import { Name } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { count } from "../format/numbers.ts";
import { Link } from "../navigation/navigation.tsx";
import { environmentNames } from "./key-labels.ts";
import { stateOf } from "./key-state.ts";
import { restrictionSummary } from "./restriction-words.ts";
import { StatusBadges } from "./status-badges.tsx";
import { useKeyActions } from "./use-key-actions.ts";

interface KeyRowProps {
  readonly of: Key;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
}

/** One key. On a narrow screen each cell names its column. */
export function KeyRow({ of: key, isChosen, onChoose }: KeyRowProps) {
  const actions = useKeyActions(key);
  const state = stateOf(key, useNow());
  const restricted = restrictionSummary(key.scopes, key.allowedIps, key.quotas);
  return (
    <tr class={state === "revoked" || state === "expired" ? "row row-inactive" : "row"}>
      <th scope="row" class="cell-name">
        {state !== "revoked" && (
          <label class="check pick">
            <input
              type="checkbox"
              aria-label={`Select ${key.name}`}
              checked={isChosen}
              onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
            />
          </label>
        )}
        <Link to={{ page: "key", id: key.id }} class="row-link">
          <Name>{key.name}</Name> <code class="prefix">{key.prefix}</code>
        </Link>
        {restricted !== "" && <span class="prefix">Restricted: {restricted}</span>}
      </th>
      <td data-label="Status">
        <StatusBadges of={key} />
      </td>
      <td data-label="Environment">{environmentNames[key.environment]}</td>
      <td data-label="Limit" class="number">
        {count(key.rateLimitPerMinute)}
        <span class="unit">/min</span>
      </td>
      <td data-label="Last 30 days" class="number cell-usage">
        <Sparkline of={key} />
      </td>
      <td data-label="Last used" data-short="used ">
        <RelativeTime at={key.lastUsedAt} otherwise="Never" />
      </td>
      <td
        data-label="Expires"
        data-short="expires "
        class={key.expiresAt === undefined ? "cell-never" : undefined}
      >
        <RelativeTime at={key.expiresAt} otherwise="Never" as="relative" />
      </td>
      <td data-label="Created" class="cell-created">
        <RelativeTime at={key.createdAt} otherwise="" as="date" />
      </td>
      <td class="cell-menu">
        {actions.length > 0 && <Menu label={`Actions for ${key.name}`} entries={actions} />}
      </td>
    </tr>
  );
}

function Sparkline({ of: { usage } }: { readonly of: Key }) {
  const days = usage?.days ?? [];
  const top = chartTop(Math.max(0, ...days.map(({ requests }) => requests)));
  return (
    <span class="spark">
      <UsageBars days={days} top={top} height={24} class="spark-bars" as="summary" />
      <span class="spark-total">{count(usage?.last30Days ?? 0)}</span>
    </span>
  );
}
