import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import type { IssuedKey } from "../api/management.ts";
import { ShownSecret } from "../keys/shown-secret.ts";
import { type BulkAction, BulkDialog } from "./bulk-dialog.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { CreateDialog } from "./create-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";
import { SecretDialog } from "./secret-dialog.tsx";
import { SecretGoneDialog } from "./secret-gone-dialog.tsx";

export type Topic =
  | { readonly kind: "create" }
  | { readonly kind: "rotate" | "edit" | "pause" | "end-old" | "revoke"; readonly key: Key }
  | { readonly kind: "bulk"; readonly action: BulkAction; readonly keys: readonly Key[] };

type Shown =
  | Topic
  | { readonly kind: "secret"; readonly key: Key; readonly secret: ShownSecret }
  | { readonly kind: "secret-gone"; readonly key: Key };

const DialogContext = createContext<(topic: Topic) => void>(() => {});

/** Returns a function that opens a dialog. */
export function useDialog(): (topic: Topic) => void {
  return useContext(DialogContext);
}

/**
 * Shows one dialog at a time, independent of the page behind it: the browser's back button must not
 * remove a key that is shown only once. The key is held here while it is shown, and nowhere else.
 */
export function DialogHost({ children }: { readonly children: ComponentChildren }) {
  const [shown, setShown] = useState<Shown>();
  const close = useCallback(() => setShown(undefined), []);
  const open = useCallback((topic: Topic) => setShown(topic), []);
  const showIssued = ({ key, secret }: IssuedKey) =>
    setShown(
      secret === undefined
        ? { kind: "secret-gone", key }
        : { kind: "secret", key, secret: new ShownSecret(secret) },
    );
  return (
    <DialogContext.Provider value={open}>
      {children}
      {shown && dialogOf(shown, close, showIssued, open)}
    </DialogContext.Provider>
  );
}

function dialogOf(
  shown: Shown,
  close: () => void,
  showIssued: (issued: IssuedKey) => void,
  open: (topic: Topic) => void,
) {
  switch (shown.kind) {
    case "create":
      return <CreateDialog onClose={close} onIssued={showIssued} />;
    case "rotate":
      return <RotateDialog of={shown.key} onClose={close} onIssued={showIssued} />;
    case "edit":
      return <EditDialog of={shown.key} onClose={close} />;
    case "pause":
    case "end-old":
      return <ChangeDialog what={shown.kind} of={shown.key} onClose={close} />;
    case "revoke":
      return <RevokeDialog of={shown.key} onClose={close} />;
    case "bulk":
      return <BulkDialog action={shown.action} keys={shown.keys} onClose={close} />;
    case "secret":
      return <SecretDialog of={shown.key} secret={shown.secret} onDone={close} />;
    case "secret-gone": {
      const rotate = () => open({ kind: "rotate", key: shown.key });
      return <SecretGoneDialog of={shown.key} onClose={close} onRotate={rotate} />;
    }
  }
}
