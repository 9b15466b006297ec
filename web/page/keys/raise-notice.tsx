import { useCallback } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { count, counted } from "../format/numbers.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { haveSmallerPlans, leftBehind } from "./raisable.ts";
import { unitOf } from "./restriction-words.ts";

interface RaiseNoticeProps {
  readonly keys: readonly Key[];
}

/** Offers to raise limits from before an upgrade of the plan; nothing if there are none. */
export function RaiseNotice({ keys }: RaiseNoticeProps) {
  const { rules, isEligible } = usePlan();
  const { plans } = useConfig();
  const candidates = isEligible ? haveSmallerPlans(keys, rules, plans) : [];
  return candidates.length === 0 ? null : <Offer keys={candidates} />;
}

/** Few accounts have such keys, so only theirs have to tell of their plan before. */
function Offer({ keys }: RaiseNoticeProps) {
  const { api } = useWorkspace();
  const { label, rules } = usePlan();
  const config = useConfig();
  const open = useDialog();
  const load = useCallback(() => api.events(), [api]);
  const { loaded } = useLoaded(load, rules.name);
  const events = loaded.phase === "ready" ? loaded.value.entries : [];
  const behind = leftBehind(keys, events, config.plans);
  if (behind.length === 0) return null;
  return (
    <Notice tone="calm">
      <p>
        <strong>
          {counted(behind.length, "key has", "keys have")} the limit of the plan before.
        </strong>{" "}
        The {label} plan allows {count(rules.limitPerMinute)} {unitOf(config)} per minute.
      </p>
      <button
        type="button"
        class="button"
        onClick={() => open({ kind: "bulk", action: "raise", keys: behind })}
      >
        Raise limits
      </button>
    </Notice>
  );
}
