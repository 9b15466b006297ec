import { useId, useState } from "preact/hooks";
import { PlanBanner } from "../account/plan-banner.tsx";
import { isUncertain } from "../api/api-error.ts";
import type { Key } from "../api/key.ts";
import type { IssuedKey } from "../api/management.ts";
import { Repeatable } from "../api/repeatable.ts";
import { Choice } from "../components/choice.tsx";
import { useNow } from "../components/clock-provider.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { defaultGraceSeconds, graceChoices } from "../keys/grace.ts";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { isHeld, isLeaked, type KeyState, secondSecret, stateOf } from "../keys/key-state.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { StaleKey } from "./stale-key.tsx";
import { useCurrentKey } from "./use-current-key.ts";
import { useSubmission } from "./use-submission.ts";

interface RotateDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
  readonly onIssued: (issued: IssuedKey) => void;
}

/** Gives a key a new secret, with a grace period for the current one. */
export function RotateDialog({ of: key, onClose, onIssued }: RotateDialogProps) {
  const { api, put } = useWorkspace();
  const [graceSeconds, setGraceSeconds] = useState<number>(isLeaked(key) ? 0 : defaultGraceSeconds);
  const [repeatable] = useState(() => new Repeatable(() => crypto.randomUUID()));
  const now = useNow();
  const loaded = useCurrentKey(key);
  const current = loaded.key;
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
          ? "The key may already have been rotated. You can safely try again: it is rotated only once."
          : "The key could not be rotated."
      }
      // The API rejects the rotation of an expired key.
      isAllowed={state !== "expired"}
      onYes={submit}
      onClose={onClose}
    >
      <p>
        <Emphasis>{key.name}</Emphasis> gets a new secret, which is shown once in the next step. Its
        name, limit and usage do not change.
      </p>
      <KeyIdentity of={key} />
      <RefusedAnyway
        state={state}
        resumedBy={isHeld(current) ? "an operator resumes" : "you resume"}
      />
      <StaleKey of={loaded} what="the current state of this key" />
      <PlanBanner />
      {older && (
        <Notice tone="warning">
          <p>
            The old secret from the last rotation still works.{" "}
            {older.lastUsedAt === undefined ? (
              "It has not been used since then. "
            ) : (
              <>
                It was last used <RelativeTime at={older.lastUsedAt} otherwise="" />.{" "}
              </>
            )}
            If you rotate again, it stops working immediately.
          </p>
        </Notice>
      )}
      <GraceChoice
        value={graceSeconds}
        onChange={setGraceSeconds}
        // A different choice would be a second rotation, and the first one may have happened.
        isFixed={isUncertain(error)}
      />
    </Question>
  );
}

interface RefusedAnywayProps {
  readonly state: KeyState;
  readonly resumedBy: string;
}

/** Warns that a new secret does not help if the key is rejected for another reason. */
function RefusedAnyway({ state, resumedBy }: RefusedAnywayProps) {
  if (state !== "paused" && state !== "expired") return null;
  return (
    <Notice tone="warning">
      <p>
        {state === "paused"
          ? `This key is paused. The new secret does not work until ${resumedBy} the key.`
          : "This key has expired. Change its expiry date before you rotate it."}
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
        <Choice
          key={seconds}
          type="radio"
          name={name}
          label={seconds === 0 ? label : `In ${label}`}
          hint={hint}
          checked={seconds === value}
          onChange={() => onChange(seconds)}
        />
      ))}
    </fieldset>
  );
}
