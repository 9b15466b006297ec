import { useRef, useState } from "preact/hooks";
import { fieldFaults } from "../api/api-error.ts";
import type { Faults, KeyForm } from "../keys/key-form.ts";

const noFaults: Faults = new Map();
const fields = ["name", "environment", "expires_at", "rate_limit_per_minute"];

export type UsedKeyForm = ReturnType<typeof useKeyForm>;

/**
 * A form and what is wrong with it. Faults are told once someone submits, and again by each change
 * after that, so that nobody is corrected while still typing.
 *
 * @param check the rules, as far as the page knows them
 * @param error what came of the last attempt; the API may know of other faults
 */
export function useKeyForm(initial: KeyForm, check: (form: KeyForm) => Faults, error: unknown) {
  const [form, setForm] = useState(initial);
  const [isChecked, setChecked] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const told = fieldFaults(error);
  const theirs =
    told && [...told.keys()].every((field) => fields.includes(field)) ? told : undefined;
  const ours = isChecked ? check(form) : noFaults;

  /** @returns whether the form may be sent; otherwise the first field at fault has the focus */
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
    /** Whether all that was wrong is told beside a field. */
    isShownByFields: theirs !== undefined,
    change: (change: Partial<KeyForm>) => setForm((before) => ({ ...before, ...change })),
    accept,
  };
}
