import type { Key } from "../api/key.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { useNow } from "../components/now.tsx";
import { expiringName, stateNames, twoSecretsName } from "./key-labels.ts";
import { expiresSoon, type KeyState, secondSecret, stateOf } from "./key-state.ts";

const tones: Readonly<Record<KeyState, Tone>> = {
  active: "good",
  paused: "calm",
  expired: "danger",
  revoked: "calm",
};

/** What state a key is in, and what to look after. */
export function StatusBadges({ of: key }: { readonly of: Key }) {
  const now = useNow();
  const state = stateOf(key, now);
  return (
    <span class="badges">
      <Badge tone={tones[state]}>{stateNames[state]}</Badge>
      {expiresSoon(key, now) && <Badge tone="warning">{expiringName}</Badge>}
      {secondSecret(key, now) && <Badge tone="warning">{twoSecretsName}</Badge>}
    </span>
  );
}
