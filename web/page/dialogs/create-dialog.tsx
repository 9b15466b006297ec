import { useEffect, useState } from "preact/hooks";
import { PlanBanner } from "../account/plan-banner.tsx";
import { isUncertain } from "../api/api-error.ts";
import type { IssuedKey } from "../api/management.ts";
import { Repeatable } from "../api/repeatable.ts";
import { Dialog } from "../components/dialog.tsx";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";
import { counted } from "../format/numbers.ts";
import { faultsOf, type KeyForm, newKeyOf } from "../keys/key-form.ts";
import { restrictionFormOf } from "../keys/restriction-form.ts";
import { costHint, limitHint } from "../keys/restriction-words.ts";
import { useAbilities } from "../workspace/abilities.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { EnvironmentField, ExpiryField, LimitField, NameField, NoteField } from "./key-fields.tsx";
import { RestrictionFields } from "./restriction-fields.tsx";
import { useKeyForm } from "./use-key-form.ts";
import { useSubmission } from "./use-submission.ts";

interface CreateDialogProps {
  readonly onClose: () => void;
  readonly onIssued: (issued: IssuedKey) => void;
}

export function CreateDialog({ onClose, onIssued }: CreateDialogProps) {
  const { api, clock, put, refresh } = useWorkspace();
  const { account, label, rules, most } = usePlan();
  const config = useConfig();
  const isFull = account !== undefined && account.activeKeys >= account.maxActiveKeys;
  // A form that is filled already stays, even if it has become known that there is no room.
  const [wasFull] = useState(isFull);
  useEffect(() => {
    if (wasFull) refresh().catch(() => {});
  }, []);
  const [repeatable] = useState(() => new Repeatable(() => crypto.randomUUID()));
  // Fixed while the dialog is open, so that a retry with "in 30 days" is the same request.
  const [openedAt] = useState(clock.now);

  const submission = useSubmission(async () => {
    const params = newKeyOf(form, openedAt);
    const issued = await api.create(params, repeatable.keyFor(params));
    put(issued.key);
    onIssued(issued);
    refresh().catch(() => {});
  });
  const initial: KeyForm = {
    name: "",
    environment: "production",
    expiry: "never",
    date: "",
    limit: String(rules.limitPerMinute),
    note: "",
    ...restrictionFormOf({ quotas: rules.quotas }, Object.keys(config.scopes)),
  };
  const check = (entered: KeyForm) => faultsOf(entered, most, clock.now());
  const used = useKeyForm(initial, check, submission.error);
  const { form, faults, change } = used;
  const fields = { form, faults, onChange: change };

  if (wasFull && isFull) {
    return (
      <Dialog title="Create key" onClose={onClose}>
        <div class="form">
          <NoRoom />
          <footer class="dialog-foot">
            <button type="button" class="button" onClick={onClose}>
              Close
            </button>
          </footer>
        </div>
      </Dialog>
    );
  }
  return (
    <FormDialog
      title="Create key"
      used={used}
      submission={submission}
      failure={
        isUncertain(submission.error)
          ? "The key may already have been created. If you try again without changes, no second key is created."
          : "The key could not be created."
      }
      yes="Create key"
      doing="Creating…"
      onClose={onClose}
    >
      <PlanBanner />
      {isFull && <NoRoom />}
      <NameField {...fields} />
      <EnvironmentField {...fields} />
      <ExpiryField {...fields} />
      <LimitField {...fields} hint={`${limitHint(rules, most, label)}${costHint(config)}`} />
      <NoteField {...fields} />
      <RestrictionFields {...fields} plan={{ ...most, label }} />
    </FormDialog>
  );
}

/** Says that the account has as many keys as it may have. */
function NoRoom() {
  const { account } = usePlan();
  const { isOperator } = useAbilities();
  if (!account) return null;
  return (
    <Notice tone="warning">
      <p>
        {isOperator ? "The" : "Your"} account has reached its limit of{" "}
        {counted(account.maxActiveKeys, "key")}. Paused and expired keys count, revoked keys do not.
        Revoke a key before you create another.
      </p>
    </Notice>
  );
}
