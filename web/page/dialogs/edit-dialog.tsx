import { useState } from "preact/hooks";
import type { Key } from "../api/key.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { useConfig } from "../config-context.ts";
import { dateAndTimeOf } from "../format/times.ts";
import { changeOf, faultsOf, type KeyForm } from "../keys/key-form.ts";
import { KeyIdentity } from "../keys/key-identity.tsx";
import { changedRestrictions, restrictionFormOf } from "../keys/restriction-form.ts";
import { costHint, limitHint } from "../keys/restriction-words.ts";
import { usePlan } from "../workspace/use-plan.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { FormDialog } from "./form-dialog.tsx";
import { EnvironmentField, ExpiryField, LimitField, NameField, NoteField } from "./key-fields.tsx";
import { RestrictionFields } from "./restriction-fields.tsx";
import { useKeyForm } from "./use-key-form.ts";
import { useSubmission } from "./use-submission.ts";

interface EditDialogProps {
  readonly of: Key;
  readonly onClose: () => void;
}

/** Changes what its user may set of a key. */
export function EditDialog({ of: key, onClose }: EditDialogProps) {
  const { api, clock, put, refresh } = useWorkspace();
  const announce = useAnnounce();
  const { label, rules, most } = usePlan();
  const config = useConfig();
  const greatest = most.limitPerMinute;
  const [openedAt] = useState(clock.now);

  const submission = useSubmission(async () => {
    const wanted = changeOf(form, initial, key, openedAt);
    if (Object.keys(wanted).length > 0) {
      const changed = await api.change(key.id, wanted);
      put(changed);
      announce("saved.", changed.name);
      // The response does not tell when a new quota renews.
      if (wanted.quotas) refresh().catch(() => {});
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
    ...restrictionFormOf(key, Object.keys(config.scopes)),
  };
  // An operator may have set more than the plan allows. The user can keep it, but not set it again.
  const check = (entered: KeyForm) => {
    const limit = entered.limit.trim() === initial.limit ? "" : entered.limit;
    const isQuotaKept = changedRestrictions(initial, entered).quotas === undefined;
    const quotas = isQuotaKept ? undefined : most.quotas;
    return faultsOf({ ...entered, limit }, { ...most, quotas }, clock.now());
  };
  const used = useKeyForm(initial, check, submission.error);
  const { form, faults, change } = used;
  const fields = { form, faults, onChange: change };
  const kept =
    key.expiresAt === undefined ? "Never expires." : `Expires ${dateAndTimeOf(key.expiresAt)}.`;
  const limits =
    key.rateLimitPerMinute > greatest
      ? `Keep ${initial.limit}, or enter 1 to ${greatest} (${label} plan).`
      : limitHint(rules, most, label);
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
      <KeyIdentity of={key} />
      <NameField {...fields} />
      <EnvironmentField {...fields} />
      <ExpiryField {...fields} kept={kept} />
      <LimitField
        {...fields}
        hint={`${limits} Applies from the next request.${costHint(config)}`}
      />
      <NoteField {...fields} />
      <RestrictionFields {...fields} plan={{ ...most, label }} />
    </FormDialog>
  );
}
