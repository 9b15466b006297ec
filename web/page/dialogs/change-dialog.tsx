import type { Key } from "../api/key.ts";
import type { KeyChange } from "../api/management.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Emphasis } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { useAbilities } from "../workspace/abilities.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { useSubmission } from "./use-submission.ts";

interface ChangeWords {
  readonly change: KeyChange;
  readonly title: string;
  readonly doing: string;
  readonly done: string;
  readonly failure: string;
  /** The sentence around the key's name. */
  readonly before: string;
  readonly effect: string;
  /** When what stops working was last used. */
  readonly lastUsedAt: (key: Key) => number | undefined;
}

const changes = {
  pause: {
    change: { is_active: false },
    title: "Pause key",
    doing: "Pausing…",
    done: "paused.",
    failure: "The key could not be paused.",
    before: "While",
    effect: "is paused, all requests with this key are rejected. You can resume it at any time.",
    lastUsedAt: (key: Key) => key.lastUsedAt,
  },
  "end-old": {
    change: { previous_secret: null },
    title: "End the old secret",
    doing: "Ending…",
    done: "has only its current secret now.",
    failure: "The old secret could not be ended.",
    before: "The old secret of",
    effect: "stops working immediately. The current secret works as before.",
    lastUsedAt: (key: Key) => key.previousSecret?.lastUsedAt,
  },
} as const satisfies Readonly<Record<string, ChangeWords>>;

interface ChangeDialogProps {
  readonly what: keyof typeof changes;
  readonly of: Key;
  readonly onClose: () => void;
}

/** Asks before a change that stops requests. */
export function ChangeDialog({ what, of: key, onClose }: ChangeDialogProps) {
  const { api, put } = useWorkspace();
  const announce = useAnnounce();
  const { isOperator } = useAbilities();
  const { change, title, doing, done, failure, before, effect, lastUsedAt } = changes[what];
  const { isBusy, error, submit } = useSubmission(async () => {
    put(await api.change(key.id, change));
    announce(done, key.name);
    onClose();
  });
  return (
    <Question
      title={title}
      yes={title}
      doing={doing}
      isBusy={isBusy}
      error={error}
      failure={failure}
      onYes={submit}
      onClose={onClose}
    >
      <p>
        {before} <Emphasis>{key.name}</Emphasis> {effect}
        {what === "pause" && isOperator && " Only operators can: the account’s users cannot."}
      </p>
      <KeyIdentity of={key} />
      <p class="muted">
        Last used: <RelativeTime at={lastUsedAt(key)} otherwise="never" />
      </p>
    </Question>
  );
}
