import { environments } from "../api/key.ts";
import { useNow } from "../components/clock-provider.tsx";
import { Field } from "../components/field.tsx";
import { dateAndTimeOf, localDay } from "../format/times.ts";
import {
  type ExpiryChoice,
  expiryPresets,
  expiryTime,
  type Faults,
  greatestNoteLength,
  type KeyForm,
} from "../keys/key-form.ts";
import { environmentNames } from "../keys/key-labels.ts";

export interface FieldsProps {
  readonly form: KeyForm;
  readonly faults: Faults;
  readonly onChange: (change: Partial<KeyForm>) => void;
}

export function NameField({ form, faults, onChange }: FieldsProps) {
  return (
    <Field
      label="Name"
      hint="Where the key is used, for example “Production server”."
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

export function EnvironmentField({ form, faults, onChange }: FieldsProps) {
  return (
    <Field
      label="Environment"
      hint="A label only. It does not change what the key can do."
      fault={faults.get("environment")}
      control={(props) => (
        <select
          {...props}
          class="input"
          value={form.environment}
          onChange={({ currentTarget: { value } }) =>
            onChange({ environment: environments.find((one) => one === value) ?? form.environment })
          }
        >
          {environments.map((environment) => (
            <option key={environment} value={environment}>
              {environmentNames[environment]}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** Its length is checked on submit: an input that cuts a pasted text off loses part of it unnoticed. */
export function NoteField({ form, faults, onChange }: FieldsProps) {
  return (
    <Field
      label="Note"
      hint={`Optional, up to ${greatestNoteLength} characters. Never put a secret here.`}
      fault={faults.get("note")}
      control={(props) => (
        <textarea
          {...props}
          class="input"
          rows={3}
          dir="auto"
          value={form.note}
          onInput={({ currentTarget }) => onChange({ note: currentTarget.value })}
        />
      )}
    />
  );
}

const expiryNames: Readonly<Record<ExpiryChoice, string>> = {
  keep: "Do not change",
  never: "Never",
  "30d": "In 30 days",
  "90d": "In 90 days",
  "1y": "In 1 year",
  date: "On a specific date",
};

interface ExpiryFieldProps extends FieldsProps {
  /** Describes the current expiry; undefined for a new key. */
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
  if (time === "invalid") return "The key expires at the end of that day, in your time zone.";
  return time === undefined
    ? "The key works until it is revoked."
    : `The key expires on ${dateAndTimeOf(time)}.`;
}

interface LimitFieldProps extends FieldsProps {
  readonly hint: string;
}

/** A text input: a number input reports anything that is not a number as empty. */
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
