import type { Account } from "../api/account.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Emphasis } from "../components/name.tsx";
import { Question } from "../dialogs/question.tsx";
import { useSubmission } from "../dialogs/use-submission.ts";
import { counted } from "../format/numbers.ts";
import { useOperator } from "./operator-context.ts";

interface SuspendDialogProps {
  readonly of: Account;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before an account is suspended, or its suspension is lifted. */
export function SuspendDialog({ of: account, onChanged, onClose }: SuspendDialogProps) {
  const { api } = useOperator();
  const announce = useAnnounce();
  const { isSuspended } = account;
  const { isBusy, error, submit } = useSubmission(async () => {
    await api.change(account.id, { is_suspended: !isSuspended });
    announce(isSuspended ? "Suspension lifted." : "Account suspended.");
    onClose();
    await onChanged().catch(() => {});
  });
  const keys = counted(account.activeKeys, "key");
  return (
    <Question
      title={isSuspended ? "Lift suspension" : "Suspend account"}
      yes={isSuspended ? "Lift suspension" : "Suspend account"}
      doing={isSuspended ? "Lifting…" : "Suspending…"}
      danger={!isSuspended}
      isBusy={isBusy}
      error={error}
      failure="The account could not be changed."
      onYes={submit}
      onClose={onClose}
    >
      <p>
        {isSuspended ? "The keys of " : "All requests with the keys of "}
        <Emphasis>{account.name ?? account.id}</Emphasis>{" "}
        {isSuspended
          ? `(${keys}) work as they did before, from the next request.`
          : `(${keys}) are refused from the next request, until the suspension is lifted. The keys themselves stay as they are.`}
      </p>
    </Question>
  );
}
