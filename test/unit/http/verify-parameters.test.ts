import { describe, expect, it } from "@jest/globals";
import { readVerifyParameters } from "../../../functions/http/verify-parameters.ts";

const isScope = (name: string) => name === "models:read";
const read = (query: Record<string, string[]> | null) => readVerifyParameters(query, isScope);

describe("the parameters of verify", () => {
  it("are one unit, no scope and no address if left out", () => {
    const left = { cost: 1, scope: undefined, ip: undefined };
    expect(read(null)).toEqual(left);
    expect(read({})).toEqual(left);
    expect(read({ Cost: ["0"], SCOPE: ["x"], uri: ["/x", "/y"], constructor: [""] })).toEqual(left);
  });

  it.each(["1", "9", "10", "999", "1000"])("may have a cost of %s", (cost) => {
    expect(read({ cost: [cost] })).toMatchObject({ cost: Number(cost) });
  });

  it.each(["203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7"])("may have the address %s", (ip) => {
    expect(read({ cost: ["2"], scope: ["models:read"], ip: [ip] })).toEqual({
      cost: 2,
      scope: "models:read",
      ip,
    });
  });

  it.each([
    [
      "cost",
      ["", "0", "00", "01", "+1", "-1", "1.0", "1e2", " 1", "1 ", "1001", "0x1", "one", "١"],
    ],
    ["scope", ["", "models", "models:write", " models:read", "MODELS:READ", "__proto__"]],
    ["ip", ["", "localhost", "1.2.3", "1.2.3.4/32", "fe80::1%eth0", "01.2.3.4", "1.2.3.4, ::1"]],
  ])("may not have a malformed %s", (name, values) => {
    for (const value of values) expect(read({ [name]: [value] })).toEqual({ invalid: name });
  });

  it.each([
    ["cost", "1"],
    ["scope", "models:read"],
    ["ip", "203.0.113.7"],
  ])("may not repeat %s, not even with the same value", (name, value) => {
    expect(read({ [name]: [value, value] })).toEqual({ invalid: name });
    expect(read({ [name]: [value, ""] })).toEqual({ invalid: name });
  });

  it("name the first one at fault", () => {
    expect(read({ ip: [""], scope: [""], cost: ["2"] })).toEqual({ invalid: "scope" });
  });
});
