import { type KeyField, type KeyFieldName, keyFields, type Shown } from "./fields.ts";
import type { PlainItem } from "./key-record.ts";
import type { ManagedKey } from "./managed-key.ts";

export const fieldNames = Object.keys(keyFields).filter(isFieldName);

function isFieldName(name: string): name is KeyFieldName {
  return name in keyFields;
}

/** The declaration of a field, whose functions take just that field's value. */
function fieldOf<Name extends KeyFieldName>(name: Name): KeyField<ManagedKey[Name]> {
  const fields: { readonly [Each in KeyFieldName]: KeyField<ManagedKey[Each]> } = keyFields;
  return fields[name];
}

/**
 * The attributes of a key in one of its items; undefined where one is absent.
 *
 * @param isIncluded which fields to take; all of that item if left out
 */
export function attributesOf(
  key: ManagedKey,
  item: "hot" | "cold",
  isIncluded: (name: KeyFieldName) => boolean = () => true,
): PlainItem {
  return merged((name) =>
    keyFields[name].item === item && isIncluded(name) ? fieldOf(name).store(key[name]) : {},
  );
}

/** Returns the fields of the API's key object. */
export function shownFields(key: ManagedKey, nowEpochSeconds: number): Shown {
  return merged((name) => fieldOf(name).show(key[name], nowEpochSeconds));
}

/** Returns the fields of a key's audit snapshot. */
export function toldFields(key: ManagedKey): Shown {
  return merged((name) => fieldOf(name).tell(key[name]));
}

function merged<Value>(
  part: (name: KeyFieldName) => Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(fieldNames.flatMap((name) => Object.entries(part(name))));
}
