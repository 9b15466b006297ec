import { describe, expect, it } from "@jest/globals";
import { CorruptItemError } from "../../../../core/key/key-record.ts";
import * as read from "../../../../core/key/read-details.ts";

const notText = [null, "", 1, true, ["text"], {}];
const notCount = [null, "1", -1, 1.5, Number.NaN, 2 ** 53, true, [7]];
const notActor = [
  null,
  "operator",
  {},
  { type: "robot" },
  { subject: "auth0|42" },
  { type: "user", subject: "" },
  { type: "user", subject: 42 },
  { type: "robot", subject: "auth0|42" },
];

interface Case {
  readonly read: (item: Readonly<Record<string, unknown>>) => unknown;
  readonly taken: readonly unknown[];
  readonly refused: readonly unknown[];
}

const cases: Readonly<Record<string, Case>> = {
  name: { read: read.name, taken: ["Server", " "], refused: [undefined, ...notText] },
  environment: {
    read: read.environment,
    taken: ["production", "staging"],
    refused: [undefined, "Production", ...notText],
  },
  note: { read: read.note, taken: [undefined, "Owned by data"], refused: notText },
  metadata: {
    read: read.metadata,
    taken: [{}, { crm_id: "c-1042", empty: "" }],
    refused: [undefined, null, "text", 1, [], ["text"], { crm_id: 1 }, { a: "text", b: null }],
  },
  created_by: {
    read: read.createdBy,
    taken: [
      { type: "operator", subject: undefined },
      { type: "operator", subject: "arn:aws:iam::1:role/x" },
      { type: "user", subject: "auth0|42" },
    ],
    refused: [undefined, ...notActor],
  },
  paused_by: {
    read: read.pausedBy,
    taken: [undefined, { type: "user", subject: "auth0|42" }],
    refused: notActor,
  },
  updated_at: {
    read: read.updatedAt,
    taken: [0, 1_800_000_000],
    refused: [undefined, ...notCount],
  },
  rotated_at: { read: read.rotatedAt, taken: [undefined, 0, 1_800_000_000], refused: notCount },
  version: { read: read.version, taken: [0, 1, 2 ** 53 - 1], refused: [undefined, ...notCount] },
};

describe.each(Object.entries(cases))("%s, of the item that lists a key,", (attribute, row) => {
  it("is read as it was written", () => {
    for (const value of row.taken) expect(row.read({ [attribute]: value })).toEqual(value);
  });

  it("is refused by its name if it is malformed", () => {
    const refusal = new CorruptItemError(`key details: ${attribute} is missing or malformed`);
    for (const value of row.refused) {
      expect(() => row.read({ [attribute]: value })).toThrow(refusal);
      expect(() => row.read({ [attribute]: value })).toThrow(CorruptItemError);
    }
  });
});

it("leaves out what else an actor's attribute has", () => {
  const item = { created_by: { type: "user", subject: "auth0|42", email: "a@example.com" } };
  expect(read.createdBy(item)).toEqual({ type: "user", subject: "auth0|42" });
});
