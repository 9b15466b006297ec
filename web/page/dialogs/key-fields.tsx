import { Field } from "../components/field.tsx";
import { useNow } from "../components/now.tsx";
import { dateAndTimeOf, localDay } from "../format/times.ts";
import {
  type ExpiryChoice,
  expiryPresets,
  expiryTime,
  type Faults,
  type KeyForm,
} from "../keys/key-form.ts";

interface FieldsProps {
  readonly form: KeyForm;
  readonly faults: Faults;
  readonly onChange: (change: Partial<KeyForm>) => void;
}

export function NameField({ form, faults, onChange }: FieldsProps) {
  return (
    <Field
      label="Name"
      hint="What will use the key, such as “Production server”."
      fault={faults.get("name")}
      control={(props) => (
        <input
          {...props}
          class="input"
          type="text"
          required
          autoComplete="off"
          dir="auto"
          value={form.name}
          onInput={({ currentTarget }) => onChange({ name: currentTarget.value })}
        />
      )}
    />
  );
}

const expiryNames: Readonly<Record<ExpiryChoice, string>> = {
  keep: "Leave as it is",
  never: "Never",
  "30d": "In 30 days",
  "90d": "In 90 days",
  "1y": "In 1 year",
  date: "On a date",
};

interface ExpiryFieldProps extends FieldsProps {
  /** What `keep` would leave it at; undefined where there is nothing to keep. */
  readonly kept?: string;
}

export function ExpiryField({ form, faults, onChange, kept }: ExpiryFieldProps) {
  const now = useNow();
  const choices: readonly ExpiryChoice[] =
    kept === undefined ? expiryPresets : ["keep", ...expiryPresets];
  const isDate = form.expiry === "date";
  return (
    <div class="field-pair">
      <Field
        label="Expires"
        hint={expiryHint(form, kept, now)}
        fault={isDate ? undefined : faults.get("expires_at")}
        control={(props) => (
          <select
            {...props}
            class="input"
            value={form.expiry}
            onChange={({ currentTarget }) =>
              onChange({ expiry: choiceOf(currentTarget.value, choices) })
            }
          >
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {expiryNames[choice]}
              </option>
            ))}
          </select>
        )}
      />
      {isDate && (
        <Field
          label="Expiry date"
          fault={faults.get("expires_at")}
          control={(props) => (
            <input
              {...props}
              class="input"
              type="date"
              required
              min={localDay(now)}
              value={form.date}
              onInput={({ currentTarget }) => onChange({ date: currentTarget.value })}
            />
          )}
        />
      )}
    </div>
  );
}

function choiceOf(value: string, choices: readonly ExpiryChoice[]): ExpiryChoice {
  return choices.find((choice) => choice === value) ?? "never";
}

function expiryHint({ expiry, date }: KeyForm, kept: string | undefined, now: number): string {
  if (expiry === "keep") return kept ?? "";
  const time = expiryTime(expiry, date, now);
  if (time === "invalid") return "To the end of that day, in your time zone.";
  return time === undefined
    ? "Works until someone revokes it."
    : `Refused from ${dateAndTimeOf(time)} on.`;
}

interface LimitFieldProps extends FieldsProps {
  readonly hint: string;
}

/** As text: of what is no number, an input for numbers tells only that nothing was entered. */
export function LimitField({ form, faults, onChange, hint }: LimitFieldProps) {
  return (
    <Field
      label="Requests per minute"
      hint={hint}
      fault={faults.get("rate_limit_per_minute")}
      control={(props) => (
        <input
          {...props}
          class="input input-number"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={form.limit}
          onInput={({ currentTarget }) => onChange({ limit: currentTarget.value })}
        />
      )}
    />
  );
}
