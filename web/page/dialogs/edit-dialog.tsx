import { useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { useConfig } from "../config-context.ts";
import { labelOf } from "../format/plans.ts";
import { dateAndTimeOf } from "../format/times.ts";
import { changeOf, faultsOf, type KeyForm } from "../keys/key-form.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { EnvironmentField, ExpiryField, LimitField, NameField, NoteField } from "./key-fields.tsx";
import { useKeyForm } from "./use-key-form.ts";
import { useSubmission } from "./use-submission.ts";

interface EditDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Changes what its user may set of a key. */
export function EditDialog({ of: key, onClose }: EditDialogProps) {
  const { api, clock, accountData, put } = useWorkspace();
  const announce = useAnnounce();
  const account = accountData.phase === "ready" ? accountData.value.account : undefined;
  const { plans } = useConfig();
  const plan = account?.plan ?? plans.initial.name;
  const greatest = plans.rulesOf(plan).limitPerMinute;
  const [openedAt] = useState(clock.now);

  const submission = useSubmission(async () => {
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
    note: key.note ?? "",
  };
  // An operator may have set a limit above the plan's. The user can keep it, but not set it again.
  const check = (entered: KeyForm) => {
    const isKept = entered.limit.trim() === initial.limit;
    return faultsOf(isKept ? { ...entered, limit: "" } : entered, greatest, clock.now());
  };
  const used = useKeyForm(initial, check, submission.error);
  const { form, faults, change } = used;
  const fields = { form, faults, onChange: change };
  const kept =
    key.expiresAt === undefined ? "Never expires." : `Expires ${dateAndTimeOf(key.expiresAt)}.`;
  const limits =
    key.rateLimitPerMinute > greatest
      ? `Keep ${initial.limit}, or enter 1 to ${greatest} (${labelOf(plan, plans)} plan).`
      : `1 to ${greatest} on the ${labelOf(plan, plans)} plan.`;
  return (
    <FormDialog
      title="Edit key"
      used={used}
      submission={submission}
      failure="The key could not be changed."
      yes="Save changes"
      doing="Saving…"
      onClose={onClose}
    >
      <NameField {...fields} />
      <EnvironmentField {...fields} />
      <ExpiryField {...fields} kept={kept} />
      <LimitField {...fields} hint={`${limits} Applies from the next request.`} />
      <NoteField {...fields} />
    </FormDialog>
  );
}
