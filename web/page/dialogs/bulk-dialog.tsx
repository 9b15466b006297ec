import { useRef, useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import type { Management } from "../api/management.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Emphasis } from "../components/name.tsx";
import { count, counted } from "../format/numbers.ts";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { TypedWord } from "./typed-word.tsx";
import { useSubmission } from "./use-submission.ts";

export type BulkAction = "raise" | "pause" | "revoke";

interface BulkDialogProps {
  readonly action: BulkAction;
  readonly keys: readonly Key[];
  readonly onClose: () => void;
}

/** A dialog's words for an action. */
interface Words {
  readonly title: string;
  readonly doing: string;
  readonly done: string;
  readonly effect: string;
}

/** Changes several keys, one after the other. If one fails, a second try goes on with the others. */
export function BulkDialog({ action, keys, onClose }: BulkDialogProps) {
  const { api, put, refresh } = useWorkspace();
  const { rules } = usePlan();
  const announce = useAnnounce();
  const [typed, setTyped] = useState("");
  const done = useRef(new Set<string>());
  const number = counted(keys.length, "key");
  const words = wordsOf(action, number, rules.limitPerMinute);
  const word = action === "raise" ? "" : `${action} ${number}`;

  const { isBusy, error, submit } = useSubmission(async () => {
    for (const { id } of keys) {
      if (done.current.has(id)) continue;
      put(await change(api, action, id, rules.limitPerMinute));
      done.current.add(id);
    }
    announce(`${number} ${words.done}.`);
    onClose();
    if (action === "revoke") refresh().catch(() => {});
  });
  return (
    <Question
      title={words.title}
      yes={words.title}
      doing={words.doing}
      danger={action === "revoke"}
      isBusy={isBusy}
      isAllowed={typed.trim() === word}
      error={error}
      failure={`${count(done.current.size)} of ${number} ${words.done}.`}
      onYes={submit}
      onClose={onClose}
    >
      <p>{words.effect}</p>
      <ul class="bulk">
        {keys.map((key) => (
          <li key={key.id}>
            <Emphasis>{key.name}</Emphasis>
            {action === "raise" && (
              <>
                : {count(key.rateLimitPerMinute)} → {count(rules.limitPerMinute)}
              </>
            )}
            <KeyIdentity of={key} />
          </li>
        ))}
      </ul>
      {word !== "" && <TypedWord word={word} typed={typed} onType={setTyped} />}
    </Question>
  );
}

function wordsOf(action: BulkAction, number: string, limit: number): Words {
  switch (action) {
    case "raise":
      return {
        title: "Raise limits",
        doing: "Raising…",
        done: "raised",
        effect: `The new limit of ${count(limit)} per minute applies from the next request.`,
      };
    case "pause":
      return {
        title: `Pause ${number}`,
        doing: "Pausing…",
        done: "paused",
        effect:
          "All requests with these keys are rejected while they are paused. You can resume each at any time.",
      };
    case "revoke":
      return {
        title: `Revoke ${number}`,
        doing: "Revoking…",
        done: "revoked",
        effect:
          "Revoking takes effect immediately: all requests with these keys are rejected. You cannot undo this.",
      };
  }
}

function change(api: Management, action: BulkAction, id: string, limit: number): Promise<Key> {
  if (action === "revoke") return api.revoke(id);
  return api.change(
    id,
    action === "pause" ? { is_active: false } : { rate_limit_per_minute: limit },
  );
}
