import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Emphasis } from "../components/name.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Question } from "./question.tsx";
import { useSubmission } from "./use-submission.ts";

interface PauseDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

export function PauseDialog({ of: key, onClose }: PauseDialogProps) {
  const { api, put } = useWorkspace();
  const announce = useAnnounce();
  const { isBusy, error, submit } = useSubmission(async () => {
    put(await api.change(key.id, { is_active: false }));
    announce("paused.", key.name);
    onClose();
  });
  return (
    <Question
      title="Pause key"
      yes="Pause key"
      doing="Pausing…"
      isBusy={isBusy}
      error={error}
      failure="The key could not be paused."
      onYes={submit}
      onClose={onClose}
    >
      <p>
        While <Emphasis>{key.name}</Emphasis> is paused, all requests with this key are rejected.
        You can resume it at any time.
      </p>
      <KeyIdentity of={key} />
      <p class="muted">
        Last used: <RelativeTime at={key.lastUsedAt} otherwise="never" />
      </p>
    </Question>
  );
}
