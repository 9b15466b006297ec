import { useId, useState } from "preact/hooks";
import { isUncertain } from "../api/api-error.ts";
import type { Key } from "../api/key.ts";
import type { IssuedKey } from "../api/management.ts";
import { Repeatable } from "../api/repeatable.ts";
import { RelativeTime } from "../components/moment.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { useNow } from "../components/now.tsx";
import { defaultGraceSeconds, graceChoices } from "../keys/grace.ts";
import { type KeyState, secondSecret, stateOf } from "../keys/key-state.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { useCurrentKey } from "./use-current-key.ts";
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
  const now = useNow();
  const current = useCurrentKey(key).key;
  const older = secondSecret(current, now);
  const state = stateOf(current, now);

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
      failure={
        isUncertain(error)
          ? "It is not known whether the key was rotated."
          : "The key could not be rotated."
      }
      // The API refuses that.
      isAllowed={state !== "expired"}
      onYes={submit}
      onClose={onClose}
    >
      <p>
        <Emphasis>{key.name}</Emphasis> gets a new secret, shown once in the next step. Its name,
        limit and usage stay.
      </p>
      <RefusedAnyway state={state} />
      {older && (
        <Notice tone="warning">
          <p>
            The secret from before the last rotation still works.{" "}
            {older.lastUsedAt === undefined ? (
              "It has not been used since. "
            ) : (
              <>
                It was last used <RelativeTime at={older.lastUsedAt} otherwise="" />.{" "}
              </>
            )}
            Rotating again ends it at once.
          </p>
        </Notice>
      )}
      <GraceChoice
        value={graceSeconds}
        onChange={setGraceSeconds}
        // Another choice would be another rotation, and the first one may have been made.
        isFixed={isUncertain(error)}
      />
    </Question>
  );
}

/** A new secret does not bring back a key that is refused for another reason. */
function RefusedAnyway({ state }: { readonly state: KeyState }) {
  if (state !== "paused" && state !== "expired") return null;
  return (
    <Notice tone="warning">
      <p>
        {state === "paused"
          ? "This key is paused. The new secret is refused, too, until you resume the key."
          : "This key has expired. Give it a later expiry first: until then, any secret of it is refused."}
      </p>
    </Notice>
  );
}

interface GraceChoiceProps {
  readonly value: number;
  readonly onChange: (seconds: number) => void;
  readonly isFixed: boolean;
}

function GraceChoice({ value, onChange, isFixed }: GraceChoiceProps) {
  const name = useId();
  return (
    <fieldset class="choices" disabled={isFixed}>
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
