import type { Key } from "../api/key.ts";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";
import { useDialog } from "../dialogs/dialog-host.tsx";
import { count, counted } from "../format/numbers.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { leftBehind } from "./raisable.ts";
import { unitOf } from "./restriction-words.ts";

/** Offers to raise limits from before an upgrade of the plan; nothing if there are none. */
export function RaiseNotice({ keys }: { readonly keys: readonly Key[] }) {
  const { label, rules, isEligible } = usePlan();
  const config = useConfig();
  const open = useDialog();
  const behind = isEligible ? leftBehind(keys, rules, config.plans.rules) : [];
  if (behind.length === 0) return null;
  return (
    <Notice tone="calm">
      <p>
        <strong>
          {counted(behind.length, "key has", "keys have")} the limit of a smaller plan.
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
