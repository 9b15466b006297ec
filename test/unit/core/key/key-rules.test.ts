import { describe, expect, it } from "@jest/globals";
import { CorruptItemError, NewerFormatError } from "../../../../core/key/key-record.ts";
import { parsePolicyItem } from "../../../../core/key/key-rules.ts";

const item = {
  format: 1,
  policy_version: 3,
  scopes: ["models:read"],
  allowed_ips: ["192.0.2.0/24"],
  quotas: { day: 5, month: 60, total: 700 },
};

describe("parsePolicyItem", () => {
  it("reads the rules with their version; what is absent is no restriction", () => {
    const { scopes, allowed_ips: allowedIps, quotas } = item;
    expect(parsePolicyItem(item)).toEqual({ version: 3, scopes, allowedIps, quotas });
    expect(parsePolicyItem({ format: 1, policy_version: 0 })).toEqual({
      version: 0,
      scopes: undefined,
      allowedIps: undefined,
      quotas: undefined,
    });
  });

  it.each([
    ["format or policy_version", { format: undefined }],
    ["format or policy_version", { policy_version: "3" }],
    ["scopes", { scopes: undefined }],
    ["scopes", { scopes: "models:read" }],
    ["scopes", { scopes: ["models:read", ""] }],
    ["allowed_ips", { allowed_ips: undefined }],
    ["allowed_ips", { allowed_ips: [7] }],
    ["quotas", { quotas: undefined }],
    ["quotas", { quotas: null }],
    ["quotas", { quotas: 7 }],
    ["quotas", { quotas: {} }],
    ["quotas", { quotas: { day: 5, week: 5 } }],
    ["quotas", { quotas: { day: 5, month: -1 } }],
  ])("takes a malformed %s for a fault, never for no restriction: %j", (attribute, change) => {
    const corrupt = { ...item, ...change };
    const fault = new CorruptItemError(`policy item: ${attribute} is missing or malformed`);
    expect(() => parsePolicyItem(corrupt)).toThrow(fault);
  });

  it("refuses what a newer version wrote", () => {
    const fault = new NewerFormatError("policy item: format 2 is newer than 1");
    expect(() => parsePolicyItem({ ...item, format: 2 })).toThrow(fault);
  });
});
