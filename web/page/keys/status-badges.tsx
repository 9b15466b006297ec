import type { Key } from "../api/key.ts";
import { Badge, type Tone } from "../components/badge.tsx";
import { useNow } from "../components/clock-provider.tsx";
import { usePlan } from "../workspace/use-plan.ts";
import {
  expiringName,
  heldName,
  leakedName,
  noAccessName,
  oldSecretInUseName,
  stateNames,
  suspendedName,
  twoSecretsName,
  usedUpName,
} from "./key-labels.ts";
import {
  expiresSoon,
  isHeld,
  isLeaked,
  type KeyState,
  secondSecret,
  stateOf,
} from "./key-state.ts";
import { quotasOf } from "./quotas-of.ts";

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
  const pausedName = isLeaked(key) ? leakedName : isHeld(key) ? heldName : stateNames.paused;
  const { account, isEligible } = usePlan();
  return (
    <span class="badges">
      {state === "active" && account?.isSuspended ? (
        <Badge tone="danger">{suspendedName}</Badge>
      ) : state === "active" && !isEligible ? (
        <Badge tone="warning">{noAccessName}</Badge>
      ) : (
        <Badge tone={tones[state]}>{state === "paused" ? pausedName : stateNames[state]}</Badge>
      )}
      {state === "expired" && !key.isActive && <Badge tone={tones.paused}>{pausedName}</Badge>}
      {expiresSoon(key, now) && <Badge tone="warning">{expiringName}</Badge>}
      {state === "active" && quotasOf(key, now).some(({ left }) => left === 0) && (
        <Badge tone="warning">{usedUpName}</Badge>
      )}
      {older && <Badge tone="calm">{twoSecretsName}</Badge>}
      {older?.lastUsedAt !== undefined && <Badge tone="warning">{oldSecretInUseName}</Badge>}
    </span>
  );
}
