import { useId, useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import type { IssuedKey } from "../api/management.ts";
import { Repeatable } from "../api/repeatable.ts";
import { Moment } from "../components/moment.tsx";
import { Name } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { useNow } from "../components/now.tsx";
import { defaultGraceSeconds, graceChoices } from "../keys/grace.ts";
import { secondSecret } from "../keys/key-state.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { useSubmission } from "./use-submission.ts";

interface RotateDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
  readonly onIssued: (issued: IssuedKey) => void;
}

/** Gives a key a new secret, and the one it has a time to live on. */
export function RotateDialog({ of: key, onClose, onIssued }: RotateDialogProps) {
  const { api, put } = useWorkspace();
  const [graceSeconds, setGraceSeconds] = useState<number>(defaultGraceSeconds);
  const [repeatable] = useState(() => new Repeatable(() => crypto.randomUUID()));
  const older = secondSecret(key, useNow());

  const { isBusy, error, submit } = useSubmission(async () => {
    const issued = await api.rotate(key.id, graceSeconds, repeatable.keyFor(graceSeconds));
    put(issued.key);
    onIssued(issued);
  });
  return (
    <Question
      title="Rotate key"
      yes="Rotate key"
      doing="Rotating…"
      isBusy={isBusy}
      error={error}
      failure="The key could not be rotated."
      onYes={submit}
      onClose={onClose}
    >
      <p>
        <Name>{key.name}</Name> gets a new secret, shown once in the next step. Its name, limit and
        usage stay.
      </p>
      {older && (
        <Notice tone="warning">
          <p>
            The secret before the current one still works, and was last used{" "}
            <Moment at={older.lastUsedAt} otherwise="before the last rotation" />. Rotating again
            ends it at once.
          </p>
        </Notice>
      )}
      <GraceChoice value={graceSeconds} onChange={setGraceSeconds} />
    </Question>
  );
}

interface GraceChoiceProps {
  readonly value: number;
  readonly onChange: (seconds: number) => void;
}

function GraceChoice({ value, onChange }: GraceChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choices">
      <legend class="label">When should the current secret stop working?</legend>
      {graceChoices.map(({ seconds, label, hint }) => (
        <label key={seconds} class="choice">
          <input
            type="radio"
            name={name}
            checked={seconds === value}
            onChange={() => onChange(seconds)}
          />
          <span class="choice-text">
            <span class="choice-label">{seconds === 0 ? label : `In ${label}`}</span>
            <span class="hint">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
