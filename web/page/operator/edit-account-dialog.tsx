import { useRef, useState } from "preact/hooks";
import { greatestMaxActiveKeys } from "../../../core/account/account-rules.ts";
import { fieldFaults } from "../api/api-error.ts";
import { useAnnounce } from "../components/announcer.tsx";
import { useNow } from "../components/clock-provider.tsx";
import { Dialog } from "../components/dialog.tsx";
import { Failure } from "../components/failure.tsx";
import { type ControlProps, Field } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { useConfig } from "../config-context.ts";
import { useSubmission } from "../dialogs/use-submission.ts";
import { labelOf } from "../format/plans.ts";
import { useWorkspace } from "../workspace/workspace.tsx";
import { type AccountForm, accountChange, accountFaults, accountFormOf } from "./account-form.ts";
import type { AccountDetails } from "./operator-api.ts";
import { useOperator } from "./operator-context.ts";
import { effectsOf } from "./plan-change.ts";

interface EditAccountDialogProps {
  readonly of: AccountDetails;
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

/** Changes an account. A change of plan says what it does to the keys before it is made. */
export function EditAccountDialog({ of: account, onChanged, onClose }: EditAccountDialogProps) {
  const { api } = useOperator();
  const announce = useAnnounce();
  const element = useRef<HTMLFormElement>(null);
  const [initial] = useState(() => accountFormOf(account));
  const [form, setForm] = useState(initial);
  const [isChecked, setChecked] = useState(false);
  const { isBusy, error, submit } = useSubmission(async () => {
    const wanted = accountChange(form, initial);
    if (Object.keys(wanted).length > 0) {
      await api.change(account.id, wanted);
      announce("Account saved.");
    }
    onClose();
    await onChanged().catch(() => {});
  });
  const ours = isChecked ? accountFaults(form, initial) : new Map<string, string>();
  const theirs = fieldFaults(error);
  const faults = new Map([...(theirs ?? []), ...ours]);
  const onSubmit = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (accountFaults(form, initial).size === 0) submit();
    else {
      requestAnimationFrame(() =>
        element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
      );
    }
  };
  const text = (field: keyof AccountForm) => (props: ControlProps) => (
    <input
      {...props}
      class="input"
      type="text"
      autoComplete="off"
      value={form[field]}
      onInput={({ currentTarget }) => setForm({ ...form, [field]: currentTarget.value })}
    />
  );
  return (
    <Dialog title="Edit account" onClose={onClose} busy={isBusy}>
      <form ref={element} class="form" noValidate onSubmit={onSubmit}>
        <Field label="Name" fault={faults.get("name")} control={text("name")} />
        <PlanField form={form} fault={faults.get("plan")} onChange={setForm} />
        <PlanEffects of={account} plan={form.plan} />
        <Field
          label="Keys at most"
          hint={`1 to ${greatestMaxActiveKeys}, revoked ones not counted.`}
          fault={faults.get("max_active_keys")}
          control={text("maxActiveKeys")}
        />
        <Field
          label="Contact address"
          hint="Optional. Accounts can be found by it."
          fault={faults.get("contact_email")}
          control={text("contactEmail")}
        />
        <Field
          label="Metadata"
          hint="Optional. A name, “=” and a value on each line. Never put a secret here."
          fault={faults.get("metadata")}
          control={(props) => (
            <textarea
              {...props}
              class="input"
              rows={3}
              value={form.metadata}
              onInput={({ currentTarget }) => setForm({ ...form, metadata: currentTarget.value })}
            />
          )}
        />
        {error !== undefined && !theirs && (
          <Failure error={error} what="The account could not be changed." />
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

interface PlanFieldProps {
  readonly form: AccountForm;
  readonly fault: string | undefined;
  readonly onChange: (form: AccountForm) => void;
}

function PlanField({ form, fault, onChange }: PlanFieldProps) {
  const { plans } = useConfig();
  // A plan that is no longer configured stays until another one is chosen.
  const names = plans.has(form.plan) ? plans.names : [form.plan, ...plans.names];
  return (
    <Field
      label="Plan"
      fault={fault}
      control={(props) => (
        <select
          {...props}
          class="input"
          value={form.plan}
          onChange={({ currentTarget }) => onChange({ ...form, plan: currentTarget.value })}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {labelOf(name, plans)}
              {!plans.isEligible(name) && " (no API access)"}
            </option>
          ))}
        </select>
      )}
    />
  );
}

function PlanEffects({
  of: account,
  plan,
}: {
  readonly of: AccountDetails;
  readonly plan: string;
}) {
  const { accountData } = useWorkspace();
  const { plans } = useConfig();
  const now = useNow();
  const keys = accountData.phase === "ready" ? accountData.value.keys.entries : [];
  const effects = effectsOf({ ...account, before: account.plan, after: plan, keys, now }, plans);
  return (
    <div role="status">
      {effects.length > 0 && (
        <Notice tone={plans.isEligible(plan) ? "calm" : "warning"}>
          <p>
            <strong>What the new plan does</strong>
          </p>
          <ul class="effects">
            {effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
