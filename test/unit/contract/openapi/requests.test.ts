import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type * as z from "zod";
import {
  accountBody,
  importBody,
  importQuery,
  keysQuery,
  rotationBody,
} from "../../../../functions/management/inputs.ts";
import { keyChangeBody, newKeyBody } from "../../../../functions/management/key-body.ts";
import { operationFor } from "../../../gateway/support/api-document.ts";
import { requestFaults } from "../../../gateway/support/check-request.ts";
import { contractConfig, plans } from "../../../support/contract-config.ts";

const account = "/manage/v1/accounts/acct_1";
const key = `${account}/keys/3kTMd92x`;

/** Before every expiry: the document does not know the time. */
const noTime = 0;

const bodies: [string, string, z.ZodType][] = [
  ["PUT", account, accountBody],
  ["POST", `${account}/keys`, newKeyBody(noTime, "operator")],
  ["PATCH", key, keyChangeBody(noTime, "operator")],
  ["POST", `${key}/rotate`, rotationBody],
  ["POST", `${account}/keys/import`, importBody(noTime)],
];

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, "v"]));
}

function addresses(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `192.0.2.${index}`);
}

const scopes = Object.keys(contractConfig.scopes);

/** Values around each limit; names of which some are unknown. */
const value = fc.oneof(
  fc.constantFrom(null, true, "", "x", " x ", "true", "A".repeat(64), "f".repeat(64), ...plans),
  fc.constantFrom("2026-11-22T19:30:00Z", "2026-11-22T19:30:00.5+01:00", "2026-02-30T00:00:00Z"),
  fc.constantFrom("2026-11-22t19:30:00z", "2026-12-31T23:59:60Z", "2026-11-22 19:30:00Z"),
  fc.constantFrom("production", "Production", -1, 0, 1, 1.5, 25, 90, 91, 10_000, 10_001, 604_801),
  fc.array(fc.integer(), { maxLength: 1 }),
  fc.array(fc.constantFrom(...scopes, "other"), { maxLength: 3 }),
  fc.constantFrom(["192.0.2.1"], ["::1", "2001:db8::/32"], addresses(20), addresses(21)),
  fc.constantFrom(["192.0.2.1", "192.0.2.1"], ["example.com"], ["fe80::1%eth0"]),
  fc.constantFrom({ day: 1 }, { day: 0 }, { month: 10 ** 12, total: 1 }, { total: 10 ** 12 + 1 }),
  fc.constantFrom({ day: 1, year: 1 }, { day: null }),
  fc.constantFrom(
    {},
    { crm_id: "c-1" },
    { crm_id: 1 },
    { "crm id": "c-1" },
    { ["n".repeat(41)]: "" },
  ),
  fc.constantFrom(pairs(20), pairs(21), { long: "x".repeat(201) }, JSON.parse('{"__proto__":"x"}')),
);
const fieldName = fc.constantFrom(
  ...["plan", "name", "max_active_keys", "expires_at", "rate_limit_per_minute", "environment"],
  ...["note", "metadata", "scopes", "allowed_ips", "quotas", "is_suspended"],
  ...["is_active", "grace_period_seconds", "sha256", "account_id", "version"],
);
const body = fc.oneof(fc.dictionary(fieldName, value, { maxKeys: 5 }), value);

/** What the document cannot say: JSON Schema has no words for what is left after trimming. */
const beyondSchema = /^\s*$/;

describe.each(bodies)("the body of %s %s", (method, path, validator) => {
  it("is described as it is validated", () => {
    const operation = operationFor(method, path);
    if (!operation) throw new Error("not documented");
    fc.assert(
      fc.property(body, (sent) => {
        fc.pre(!hasBlankName(sent));
        fc.pre(!hasUnsayableName(sent));
        const isTaken = validator.safeParse(sent).success;
        const faults = requestFaults(operation, { target: path, body: JSON.stringify(sent) });
        expect(faults.length === 0).toBe(isTaken);
      }),
      { numRuns: 2000 },
    );
  });
});

/** `__proto__` is refused in metadata, which no pattern that all languages know can say. */
function hasUnsayableName(sent: unknown): boolean {
  if (typeof sent !== "object" || sent === null || !("metadata" in sent)) return false;
  return Object.hasOwn(Object(sent.metadata), "__proto__");
}

function hasBlankName(sent: unknown): boolean {
  if (typeof sent !== "object" || sent === null || !("name" in sent)) return false;
  return typeof sent.name === "string" && beyondSchema.test(sent.name);
}

describe.each<[string, string, z.ZodType]>([
  ["GET", `${account}/keys`, keysQuery],
  ["POST", `${account}/keys/import`, importQuery],
])("the query of %s %s", (method, path, validator) => {
  const values = ["0", "1", "20", "100", "101", "1.5", "01", "", "true", "false", "yes", "usage"];
  it.each(["limit", "is_active", "include", "dry_run", "colour"])(
    "is described as it is validated: %s",
    (name) => {
      const operation = operationFor(method, path);
      if (!operation) throw new Error("not documented");
      for (const sent of values) {
        const isTaken = validator.safeParse({ [name]: sent }).success;
        const query = new URLSearchParams({ [name]: sent });
        const isBodyMissing = /no body/;
        const faults = requestFaults(operation, { target: `${path}?${query}` });
        const ofQuery = faults.filter((fault) => !isBodyMissing.test(fault));
        expect([sent, ofQuery.length === 0]).toEqual([sent, isTaken]);
      }
    },
  );
});
