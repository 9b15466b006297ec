import { greatestMaxActiveKeys } from "../../../core/account/account-rules.ts";
import { nameFault } from "../keys/key-form.ts";
import { integerFault } from "../keys/restriction-form.ts";
import type { AccountChange, AccountDetails } from "./operator-api.ts";

/** An account's fields, as entered. */
export interface AccountForm {
  readonly plan: string;
  readonly name: string;
  readonly contactEmail: string;
  readonly maxActiveKeys: string;
  /** Lines of `name=value`. */
  readonly metadata: string;
}

export function accountFormOf(account: AccountDetails): AccountForm {
  return {
    plan: account.plan,
    name: account.name ?? "",
    contactEmail: account.contactEmail ?? "",
    maxActiveKeys: String(account.maxActiveKeys),
    metadata: account.metadata.map(([name, value]) => `${name}=${value}`).join("\n"),
  };
}

/** Returns the errors of a form by the API's field names. The API decides. */
export function accountFaults(
  form: AccountForm,
  initial: AccountForm,
): ReadonlyMap<string, string> {
  const isNamed = form.name.trim() !== "" || initial.name !== "";
  const odd = linesOf(form.metadata).find((line) => !/^[A-Za-z0-9_.-]{1,40}=/.test(line));
  const faults: readonly (readonly [string, string | undefined])[] = [
    ["name", isNamed ? nameFault(form.name) : undefined],
    ["max_active_keys", integerFault(form.maxActiveKeys, greatestMaxActiveKeys)],
    ["metadata", odd === undefined ? undefined : `“${odd}” is not a name, “=” and a value.`],
  ];
  return new Map(faults.flatMap(([field, fault]) => (fault ? [[field, fault] as const] : [])));
}

/** Returns only the fields that differ, so that changes by others in the meantime are kept. */
export function accountChange(form: AccountForm, initial: AccountForm): AccountChange {
  const name = form.name.trim();
  const email = form.contactEmail.trim();
  return {
    ...(form.plan === initial.plan ? {} : { plan: form.plan }),
    ...(name === initial.name ? {} : { name }),
    ...(email === initial.contactEmail ? {} : { contact_email: email === "" ? null : email }),
    ...(form.maxActiveKeys.trim() === initial.maxActiveKeys
      ? {}
      : { max_active_keys: Number(form.maxActiveKeys) }),
    ...(form.metadata === initial.metadata ? {} : { metadata: metadataOf(form.metadata) }),
  };
}

function metadataOf(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
