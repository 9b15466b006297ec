import { useState } from "preact/hooks";
import { lastTwoDays } from "../account/total-usage.ts";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Field } from "../components/field.tsx";
import { RelativeTime } from "../components/moment.tsx";
import { Emphasis, Name } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { counted } from "../format/numbers.ts";
import { isTyped, wordToType } from "../keys/typed-name.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { useCurrentKey } from "./use-current-key.ts";
import { useSubmission } from "./use-submission.ts";

interface RevokeDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Revokes a key for good, behind typing its name. */
export function RevokeDialog({ of: key, onClose }: RevokeDialogProps) {
  const { api, put, refresh } = useWorkspace();
  const announce = useAnnounce();
  const [typed, setTyped] = useState("");
  const current = useCurrentKey(key);
  const word = wordToType(key.name, key.prefix);

  const { isBusy, error, submit } = useSubmission(async () => {
    put(await api.revoke(key.id));
    announce("revoked.", key.name);
    onClose();
    refresh().catch(() => {});
  });
  return (
    <Question
      title="Revoke key"
      yes="Revoke key"
      doing="Revoking…"
      danger
      isBusy={isBusy}
      isAllowed={isTyped(typed, word)}
      error={error}
      failure="The key could not be revoked."
      onYes={submit}
      onClose={onClose}
    >
      <p>
        Once <Emphasis>{key.name}</Emphasis> is revoked, every request with it is refused. A revoked
        key cannot be brought back.
      </p>
      {current.isOld ? <UnknownBreakage /> : <Breakage of={current.key} />}
      <Field
        label={
          <>
            Type <Name>{word}</Name> to confirm
          </>
        }
        fault={undefined}
        control={(props) => (
          <input
            {...props}
            class="input"
            type="text"
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            dir="auto"
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      />
    </Question>
  );
}

function UnknownBreakage() {
  return (
    <Notice tone="warning">
      <p>Whether the key is in use could not be checked.</p>
    </Notice>
  );
}

/** What will break. The API counts by UTC days, so the last 24 hours are within two of them. */
function Breakage({ of: key }: { readonly of: Key }) {
  const requests = lastTwoDays(key.usage?.days ?? []);
  if (requests === 0) {
    return (
      <Notice tone="calm">
        <p>
          No requests today or yesterday (UTC). Last used:{" "}
          <RelativeTime at={key.lastUsedAt} otherwise="never" />
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="warning">
      <p>
        <strong>This key is in use.</strong> It made {counted(requests, "request")} today and
        yesterday (UTC), the last one{" "}
        <RelativeTime at={key.lastUsedAt} otherwise="at a time unknown" />. Whatever makes them will
        fail.
      </p>
    </Notice>
  );
}
