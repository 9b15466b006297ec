import type { Key } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Emphasis } from "../components/name.tsx";
import { Notice } from "../components/notice.tsx";
import { RelativeTime } from "../components/relative-time.tsx";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { secondSecret } from "../keys/key-state.ts";

interface SecretGoneDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
  readonly onRotate: () => void;
}

/** Shown after a repeated request: the key exists, but the response with its secret was lost. */
export function SecretGoneDialog({ of: key, onClose, onRotate }: SecretGoneDialogProps) {
  const older = secondSecret(key, useNow());
  return (
    <Dialog title="The key cannot be shown" onClose={onClose}>
      <div class="form">
        <p>
          An earlier attempt created a new secret for <Emphasis>{key.name}</Emphasis>, but the
          response was lost. A secret can be shown only once, so it cannot be shown again.
        </p>
        <KeyIdentity of={key} />
        {older ? (
          <Notice tone="warning">
            <p>
              The old secret still works until{" "}
              <RelativeTime at={older.expiresAt} otherwise="" as="date-and-time" />.{" "}
              <strong>If you rotate again, it stops working immediately.</strong> If programs still
              use it, create another key for them instead, then revoke this one.
            </p>
          </Notice>
        ) : (
          <p>Rotate the key to get a new secret. Let the lost secret stop “Now”: nobody has it.</p>
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
