import type { ComponentChildren } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import type { UsedKeyForm } from "./use-key-form.ts";
import type { Submission } from "./use-submission.ts";

interface FormDialogProps {
  readonly title: string;
  readonly used: UsedKeyForm;
  readonly submission: Submission;
  /** What did not work out, where no field tells it. */
  readonly failure: string;
  /** On the button that sends the form, and while it is under way. */
  readonly yes: string;
  readonly doing: string;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ComponentChildren;
}

/** A dialog that is a form: sent once its fields are right, with what is wrong told beside them. */
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
