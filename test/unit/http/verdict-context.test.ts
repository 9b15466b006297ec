import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type AuthorizerContext,
  decodeVerdict,
  encodeVerdict,
  type ForwardedVerdict,
} from "../../../functions/http/verdict-context.ts";
import { plans } from "../../support/contract-config.ts";

const caller = fc.record({
  keyId: fc.string({ unit: fc.constantFrom(..."09AZaz"), minLength: 8, maxLength: 8 }),
  accountId: fc.string({ unit: fc.constantFrom(..."09AZaz_-"), minLength: 1, maxLength: 64 }),
  plan: fc.constantFrom(...plans),
});
const quota = fc.record({
  limit: fc.integer({ min: 1, max: 10_000 }),
  remaining: fc.nat(10_000),
  resetAtEpochSeconds: fc.integer({ min: 1_700_000_000, max: 4_000_000_000 }),
  resetAfterSeconds: fc.integer({ min: 1, max: 61 }),
});
const verdicts: fc.Arbitrary<ForwardedVerdict> = fc.oneof(
  fc.record({ kind: fc.constantFrom("admitted" as const, "limited" as const), caller, quota }),
  fc.record({ kind: fc.constant("ineligible" as const), caller }),
  fc.constant({ kind: "unavailable" as const }),
);

/** As API Gateway hands a context on: every value is text, and its own members are added. */
function throughGateway(context: AuthorizerContext): Record<string, unknown> {
  const strings = Object.entries(context).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(strings), principalId: "3kTMd92x", integrationLatency: 12 };
}

const example: ForwardedVerdict = {
  kind: "admitted",
  caller: { keyId: "3kTMd92x", accountId: "acct_1", plan: "agency" },
  quota: { limit: 60, remaining: 59, resetAtEpochSeconds: 1_800_000_061, resetAfterSeconds: 61 },
};

describe("a verdict's way through API Gateway", () => {
  it("changes nothing in it", () => {
    fc.assert(
      fc.property(verdicts, (verdict) => {
        expect(decodeVerdict(throughGateway(encodeVerdict(verdict)))).toEqual(verdict);
      }),
    );
  });

  it("uses only what a context may hold: text, numbers and booleans", () => {
    fc.assert(
      fc.property(verdicts, (verdict) => {
        const types = Object.values(encodeVerdict(verdict)).map((value) => typeof value);
        expect(types.every((type) => type === "string" || type === "number")).toBe(true);
      }),
    );
  });
});

describe("decodeVerdict refuses", () => {
  it.each([undefined, null, {}, { principalId: "3kTMd92x" }, { verdict: "" }])("%j", (context) => {
    expect(decodeVerdict(context)).toBeUndefined();
  });

  const context = throughGateway(encodeVerdict(example));
  const needed = Object.keys(encodeVerdict(example));

  it.each(needed)("a context without %s", (name) => {
    const { [name]: _, ...rest } = context;
    expect(decodeVerdict(rest)).toBeUndefined();
  });

  it.each(["limit", "remaining", "resetAtEpochSeconds", "resetAfterSeconds"])(
    "a %s that is no whole number in text",
    (name) => {
      const junk = [
        "",
        " ",
        "-1",
        "1.5",
        "1e3",
        "0x10",
        "NaN",
        "Infinity",
        "٣",
        "1 ",
        "9".repeat(16),
      ];
      for (const value of [...junk, 5, null, true, ["1"]]) {
        expect(decodeVerdict({ ...context, [name]: value })).toBeUndefined();
      }
    },
  );

  it.each([
    ["verdict", ["Admitted", "admitted ", "invalid", "allow", "true", true, 1, null]],
    ["plan", [null, 1, ["agency"]]],
    ["keyId", [null, 1, ["3kTMd92x"]]],
    ["accountId", [null, 1, {}]],
  ])("a strange %s", (name, values) => {
    for (const value of values) {
      expect(decodeVerdict({ ...context, [name]: value })).toBeUndefined();
    }
  });

  it("anything at random", () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...needed), maxDepth: 1 }), (junk) => {
        expect(decodeVerdict(junk)).toBeUndefined();
      }),
    );
  });
});
