import { describe, expect, it } from "@jest/globals";
import { type KeyFieldName, keyFields } from "../../../../core/key/fields.ts";
import {
  keyChangeBody,
  newKeyBody,
  type Sender,
} from "../../../../functions/management/key-body.ts";
import { contractDocument } from "../../../support/contract-document.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

/*
 * What is made by hand beside the table of fields has each field that the table says, and no other:
 * whoever forgets one gets a failure that names it.
 */

const { record } = newKey(newKeyring(), {
  previous: {
    digest: newKey(newKeyring()).record.digest,
    validUntil: 2_000_000_000,
    lastUsedAt: 1,
  },
});
const names = Object.keys(keyFields).filter((name): name is KeyFieldName => name in keyFields);

/** The API's names of a field. */
function shownNames(name: KeyFieldName): string[] {
  const show: (value: never, nowEpochSeconds: number) => object = keyFields[name].show;
  return Object.keys(Reflect.apply(show, undefined, [record[name], 1_700_000_000]));
}

/** The API's names of the fields that a sender may set. */
function writable(when: "create" | "update", sender: Sender): string[] {
  const isTheirs = (name: KeyFieldName) =>
    keyFields[name][when] === "user" || (sender === "operator" && keyFields[name][when] === sender);
  return names.filter(isTheirs).flatMap(shownNames).sort();
}

describe("the table of a key's fields", () => {
  it("is what the OpenAPI document shows of a key", () => {
    const document = JSON.parse(JSON.stringify(contractDocument()));
    const described = document.components.schemas.ApiKey.properties;
    // These are no fields: the name of the type, what is made from the id, and what `include` adds.
    const { object: _, key_prefix: __, usage: ___, refusals: ____, ...fields } = described;
    expect(Object.keys(fields).sort()).toEqual(names.flatMap(shownNames).sort());
  });

  it("is what bodies may set", () => {
    const sender = "operator";
    expect(Object.keys(newKeyBody(0, sender).shape).sort()).toEqual(writable("create", sender));
    expect(Object.keys(keyChangeBody(0, sender).shape).sort()).toEqual(writable("update", sender));
  });

  it("refuses to a user by name what only operators set", () => {
    const theirs = writable("create", "user");
    const others = writable("create", "operator").filter((name) => !theirs.includes(name));
    expect(others).toEqual(["metadata"]);
    for (const name of others) {
      const { error } = newKeyBody(0, "user").safeParse({ name: "x", [name]: {} });
      expect(error?.issues.map(({ path }) => path)).toEqual([[name]]);
    }
  });
});
