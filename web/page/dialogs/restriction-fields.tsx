import { useId, useState } from "preact/hooks";
import type { PlanRules } from "../../../core/account/plan.ts";
import { quotaPeriods } from "../../../core/key/quotas.ts";
import { Choice } from "../components/choice.tsx";
import { Fault, Field } from "../components/field.tsx";
import { useConfig } from "../config-context.ts";
import { count } from "../format/numbers.ts";
import { type Access, readScopesOf, restrictionsOf } from "../keys/restriction-form.ts";
import { costHint, quotaNames, restrictionSummary } from "../keys/restriction-words.ts";
import type { FieldsProps } from "./key-fields.tsx";

interface RestrictionFieldsProps extends FieldsProps {
  readonly plan: Pick<PlanRules, "label" | "quotas">;
}

const theirFields = ["scopes", "allowed_ips", "quotas"];

/** Everything that a simple key does without, folded away. Errors unfold it. */
export function RestrictionFields({ plan, ...fields }: RestrictionFieldsProps) {
  const [isOpen, setOpen] = useState(false);
  const isAtFault = [...fields.faults.keys()].some((field) =>
    theirFields.some((theirs) => field.startsWith(theirs)),
  );
  const { scopes, allowed_ips, quotas } = restrictionsOf(fields.form);
  return (
    <details
      class="restrictions"
      open={isOpen || isAtFault}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <span class="label">Restrictions</span>{" "}
        <span class="muted">{restrictionSummary(scopes, allowed_ips, quotas) || "None"}</span>
      </summary>
      <div class="form">
        <ScopesField {...fields} />
        <AllowListField {...fields} />
        <QuotasField {...fields} plan={plan} />
      </div>
    </details>
  );
}

function ScopesField({ form, faults, onChange }: FieldsProps) {
  const { scopes } = useConfig();
  const names = Object.keys(scopes);
  const readScopes = readScopesOf(names);
  const group = useId();
  if (names.length === 0) return null;
  const choices: readonly (readonly [Access, string, string])[] = [
    ["full", "Full access", "All scopes, also those that are added later."],
    ...(readScopes.length > 0
      ? [["read", "Read only", "All scopes that only read."] as const]
      : []),
    ["choose", "Choose", "Without a scope, the key only reaches routes that require none."],
  ];
  const check = (name: string, isChecked: boolean) =>
    onChange({
      scopes: names.filter((one) => (one === name ? isChecked : form.scopes.includes(one))),
    });
  return (
    <fieldset class="choices" aria-describedby={`${group}-fault`}>
      <legend class="label">Scopes</legend>
      {choices.map(([access, label, hint]) => (
        <Choice
          key={access}
          type="radio"
          name={group}
          label={label}
          hint={hint}
          checked={form.access === access}
          onChange={() => onChange(access === "read" ? { access, scopes: readScopes } : { access })}
        />
      ))}
      {form.access === "choose" &&
        names.map((name) => (
          <Choice
            key={name}
            type="checkbox"
            inner
            label={scopes[name]?.label ?? name}
            hint={scopes[name]?.description ?? ""}
            checked={form.scopes.includes(name)}
            onChange={(isChecked) => check(name, isChecked)}
          />
        ))}
      <Fault id={`${group}-fault`}>{faults.get("scopes")}</Fault>
    </fieldset>
  );
}

function AllowListField({ form, faults, onChange }: FieldsProps) {
  return (
    <Field
      label="Allowed IP addresses"
      hint="The outgoing addresses of your servers: up to 20 addresses or CIDR blocks, one per line. Empty: from anywhere."
      fault={faults.get("allowed_ips")}
      control={(props) => (
        <textarea
          {...props}
          class="input"
          rows={3}
          spellcheck={false}
          value={form.allowedIps}
          onInput={({ currentTarget }) => onChange({ allowedIps: currentTarget.value })}
        />
      )}
    />
  );
}

function QuotasField({ form, faults, onChange, plan }: RestrictionFieldsProps) {
  const config = useConfig();
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={`${id}-fault ${id}-hint`}>
      <legend class="label">Quotas</legend>
      <div class="field-pair">
        {quotaPeriods.map((period) => {
          const most = plan.quotas?.[period];
          return (
            <Field
              key={period}
              label={quotaNames[period]}
              hint={most && `1 to ${count(most)} on the ${plan.label} plan.`}
              fault={faults.get(`quotas.${period}`)}
              control={(props) => (
                <input
                  {...props}
                  class="input input-number"
                  type="text"
                  inputMode="numeric"
                  autoComplete="off"
                  value={form.quotas[period]}
                  onInput={({ currentTarget: { value } }) =>
                    onChange({ quotas: { ...form.quotas, [period]: value } })
                  }
                />
              )}
            />
          );
        })}
      </div>
      <Fault id={`${id}-fault`}>{faults.get("quotas")}</Fault>
      <p id={`${id}-hint`} class="hint">
        Empty: no quota. Days and months are those of UTC.{costHint(config)}
      </p>
    </fieldset>
  );
}
