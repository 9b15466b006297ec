import { useState } from "preact/hooks";
import { planRateLimitPerMinute } from "../../../functions/domain/plan.ts";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import { planNames } from "../format/plans.ts";
import { dateAndTimeOf } from "../format/times.ts";
import { changeOf, faultsOf, type KeyForm } from "../keys/key-form.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { ExpiryField, LimitField, NameField } from "./key-fields.tsx";
import { useKeyForm } from "./use-key-form.ts";
import { useSubmission } from "./use-submission.ts";

interface EditDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Renames a key, or changes its expiry or limit. */
export function EditDialog({ of: key, onClose }: EditDialogProps) {
  const { api, clock, holdings, put } = useWorkspace();
  const announce = useAnnounce();
  const account = holdings.phase === "ready" ? holdings.value.account : undefined;
  const plan = account?.plan ?? "free";
  const greatest = planRateLimitPerMinute[plan];
  const [openedAt] = useState(clock.now);

  const { isBusy, error, submit } = useSubmission(async () => {
    const wanted = changeOf(form, key, openedAt);
    if (Object.keys(wanted).length > 0) {
      const changed = await api.change(key.id, wanted);
      put(changed);
      announce("saved.", changed.name);
    }
    onClose();
  });
  const initial: KeyForm = {
    name: key.name,
    environment: key.environment,
    expiry: "keep",
    date: "",
    limit: String(key.rateLimitPerMinute),
  };
  // An operator may have set more than the plan allows: that can stay, and cannot be set anew.
  const check = (entered: KeyForm) => {
    const isKept = entered.limit.trim() === initial.limit;
    return faultsOf(isKept ? { ...entered, limit: "" } : entered, greatest, clock.now());
  };
  const { form, element, faults, isToldByFields, change, accept } = useKeyForm(
    initial,
    check,
    error,
  );
  const fields = { form, faults, onChange: change };

  const onSubmit = (event: Event) => {
    event.preventDefault();
    if (accept()) submit();
  };
  const kept =
    key.expiresAt === undefined ? "Never expires." : `Expires ${dateAndTimeOf(key.expiresAt)}.`;
  const limits =
    key.rateLimitPerMinute > greatest
      ? `${initial.limit} as it is, or 1 to ${greatest} on the ${planNames[plan]} plan.`
      : `1 to ${greatest} on the ${planNames[plan]} plan.`;
  return (
    <Dialog title="Edit key" onClose={onClose} busy={isBusy}>
      <form ref={element} class="form" noValidate onSubmit={onSubmit}>
        <NameField {...fields} />
        <ExpiryField {...fields} kept={kept} />
        <LimitField {...fields} hint={`${limits} It holds from the next request on.`} />
        {error !== undefined && !isToldByFields && (
          <Failure error={error} what="The key could not be changed." />
        )}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose} disabled={isBusy}>
            Cancel
          </button>
          <button type="submit" class="button button-primary" aria-disabled={isBusy}>
            {isBusy ? "Saving…" : "Save changes"}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
