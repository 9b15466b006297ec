import { useState } from "preact/hooks";
import { lastTwoDays } from "../account/total-usage.ts";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { counted } from "../format/numbers.ts";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { StaleKey } from "./stale-key.tsx";
import { TypedWord } from "./typed-word.tsx";
import { useCurrentKey } from "./use-current-key.ts";
import { useSubmission } from "./use-submission.ts";

interface RevokeDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Revokes a key permanently, after the user has typed its prefix, which no other key has. */
export function RevokeDialog({ of: key, onClose }: RevokeDialogProps) {
  const { api, put, refresh } = useWorkspace();
  const announce = useAnnounce();
  const [typed, setTyped] = useState("");
  const current = useCurrentKey(key);

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
      isAllowed={typed.trim() === key.prefix}
      error={error}
      failure="The key could not be revoked."
      onYes={submit}
      onClose={onClose}
    >
      <p>
        Revoking <Emphasis>{key.name}</Emphasis> takes effect immediately: all requests with this
        key are rejected. You cannot undo this.
      </p>
      <KeyIdentity of={key} />
      <StaleKey of={current} what="whether this key is in use" />
      {current.phase === "ready" && <Breakage of={current.key} />}
      <TypedWord word={key.prefix} typed={typed} onType={setTyped} />
    </Question>
  );
}

/** Shows recent use, which will break. The API counts per UTC day, so two days cover 24 hours. */
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
        <RelativeTime at={key.lastUsedAt} otherwise="at an unknown time" />. Programs that use this
        key will stop working.
      </p>
    </Notice>
  );
}
