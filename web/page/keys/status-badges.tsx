import type { Key } from "../api/key.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { useNow } from "../components/clock-provider.tsx";
import { expiringName, oldSecretInUseName, stateNames, twoSecretsName } from "./key-labels.ts";
import { expiresSoon, type KeyState, secondSecret, stateOf } from "./key-state.ts";

const tones: Readonly<Record<KeyState, Tone>> = {
  active: "good",
  paused: "calm",
  expired: "danger",
  revoked: "calm",
};

/** Shows the state of a key and its warnings. */
export function StatusBadges({ of: key }: { readonly of: Key }) {
  const now = useNow();
  const state = stateOf(key, now);
  const older = secondSecret(key, now);
  return (
    <span class="badges">
      <Badge tone={tones[state]}>{stateNames[state]}</Badge>
      {state === "expired" && !key.isActive && (
        <Badge tone={tones.paused}>{stateNames.paused}</Badge>
      )}
      {expiresSoon(key, now) && <Badge tone="warning">{expiringName}</Badge>}
      {older && <Badge tone="calm">{twoSecretsName}</Badge>}
      {older?.lastUsedAt !== undefined && <Badge tone="warning">{oldSecretInUseName}</Badge>}
    </span>
  );
}
