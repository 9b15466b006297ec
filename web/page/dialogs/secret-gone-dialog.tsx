import type { Key } from "../api/key.ts";
import { Dialog } from "../components/dialog.tsx";
import { Name } from "../components/name.tsx";

interface SecretGoneDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
  readonly onRotate: () => void;
}

/** After a repeated request: the key is there, and the answer that showed it got lost. */
export function SecretGoneDialog({ of: key, onClose, onRotate }: SecretGoneDialogProps) {
  return (
    <Dialog title="The key cannot be shown" onClose={onClose}>
      <div class="form">
        <p>
          An earlier attempt already did this to <Name>{key.name}</Name>, but its answer never got
          here. A key is shown once, so nobody can show it again.
        </p>
        <p>Rotate it to get a new secret. Nobody has the lost one, so it can stop now.</p>
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
