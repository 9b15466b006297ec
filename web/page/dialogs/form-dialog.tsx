import type { ComponentChildren } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import type { UsedKeyForm } from "./use-key-form.ts";
import type { Submission } from "./use-submission.ts";

interface FormDialogProps {
  readonly title: string;
  readonly used: UsedKeyForm;
  readonly submission: Submission;
  /** What failed, shown if no field shows the reason. */
  readonly failure: string;
  /** The label of the submit button, and the label while the request is in flight. */
  readonly yes: string;
  readonly doing: string;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ComponentChildren;
}

/** A form in a dialog. It is sent only if its fields are valid; errors are shown beside the fields. */
export function FormDialog(props: FormDialogProps) {
  const { title, used, submission, failure, yes, doing, onClose, children } = props;
  const { isBusy, error, submit } = submission;
  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (used.accept()) submit();
  };
  return (
    <Dialog title={title} onClose={onClose} busy={isBusy}>
      <form ref={used.element} class="form" noValidate onSubmit={onSubmit}>
        {children}
        {error !== undefined && !used.isShownByFields && <Failure error={error} what={failure} />}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose} disabled={isBusy}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" aria-disabled={isBusy}>
            {isBusy ? doing : yes}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
