import type { ComponentChildren } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";

interface QuestionProps {
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
  /** The label of the confirm button, and the label while the request is in flight. */
  readonly yes: string;
  readonly doing: string;
  readonly danger?: boolean;
  readonly isBusy: boolean;
  readonly isAllowed?: boolean;
  readonly error: unknown;
  /** Such as `The key could not be revoked.` */
  readonly failure: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks for confirmation before changing a key. */
export function Question({
  title,
  children,
  onClose,
  onYes,
  isBusy,
  error,
  ...rest
}: QuestionProps) {
  const { yes, doing, danger = false, isAllowed = true, failure } = rest;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (isAllowed) onYes();
  };
  return (
    <Dialog title={title} onClose={onClose} busy={isBusy}>
      <form class="form" noValidate onSubmit={onSubmit}>
        {children}
        {error !== undefined && <Failure error={error} what={failure} />}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose} disabled={isBusy}>
            Cancel
          </button>
          <button
            type="submit"
            class={danger ? "button button-danger" : "button button-primary"}
            disabled={!isAllowed}
            aria-disabled={isBusy}
          >
            {isBusy ? doing : yes}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
