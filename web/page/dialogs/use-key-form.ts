import { useRef, useState } from "preact/hooks";
import { quotaPeriods } from "../../../core/key/quotas.ts";
import { fieldFaults } from "../api/api-error.ts";
import type { Faults, KeyForm } from "../keys/key-form.ts";

const noFaults: Faults = new Map();
const fields = [
  "name",
  "environment",
  "expires_at",
  "rate_limit_per_minute",
  "note",
  "scopes",
  "allowed_ips",
  "quotas",
  ...quotaPeriods.map((period) => `quotas.${period}`),
];

export type UsedKeyForm = ReturnType<typeof useKeyForm>;

/**
 * Holds a form and its errors. Errors appear at the first submit and are updated on each change after
 * that, so that nobody is corrected while still typing.
 *
 * @param check the rules, as far as the page knows them
 * @param error the error of the last attempt; the API may find other errors
 */
export function useKeyForm(initial: KeyForm, check: (form: KeyForm) => Faults, error: unknown) {
  const [form, setForm] = useState(initial);
  const [isChecked, setChecked] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const told = fieldFaults(error);
  const theirs =
    told && [...told.keys()].every((field) => fields.includes(field)) ? told : undefined;
  const ours = isChecked ? check(form) : noFaults;

  /** @returns whether the form may be sent; otherwise the first invalid field gets the focus */
  const accept = () => {
    setChecked(true);
    if (check(form).size === 0) return true;
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus(),
    );
    return false;
  };
  return {
    form,
    element,
    faults: new Map([...(theirs ?? noFaults), ...ours]),
    /** Whether the fields show all errors of the last attempt. */
    isShownByFields: theirs !== undefined,
    change: (change: Partial<KeyForm>) => setForm((before) => ({ ...before, ...change })),
    accept,
  };
}
