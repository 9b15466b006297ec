import type { Key } from "../api/key.ts";
import { Dialog } from "../components/dialog.tsx";
import { RelativeTime } from "../components/moment.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { useNow } from "../components/now.tsx";
import { secondSecret } from "../keys/key-state.ts";

interface SecretGoneDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
  readonly onRotate: () => void;
}

/** After a repeated request: the key is there, and the answer that showed it got lost. */
export function SecretGoneDialog({ of: key, onClose, onRotate }: SecretGoneDialogProps) {
  const older = secondSecret(key, useNow());
  return (
    <Dialog title="The key cannot be shown" onClose={onClose}>
      <div class="form">
        <p>
          An earlier attempt gave <Emphasis>{key.name}</Emphasis> a new secret, but the answer with
          it got lost on its way. A secret is shown once, so nobody can show it again.
        </p>
        {older ? (
          <Notice tone="warning">
            <p>
              The secret before it works on until{" "}
              <RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />.{" "}
              <strong>Rotating again ends that one at once.</strong> If programs still use it,
              create another key for them instead, then revoke this one.
            </p>
          </Notice>
        ) : (
          <p>Rotate the key to get another one. The lost secret can stop now: nobody has it.</p>
        )}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            Close
          </button>
          <button type="button" class="button button-primary" onClick={onRotate}>
            Rotate key
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
