import { describe, expect, it } from "@jest/globals";
import { applyHeadersPolicy } from "../../edge/apply-headers-policy.ts";

const policy = (override: boolean, removed: string[] = []) => ({
  set: [{ name: "X-Frame-Options", value: "DENY", override }],
  removed,
});

describe("a response headers policy", () => {
  it("adds what the origin has not", () => {
    const headers = applyHeadersPolicy(policy(false), [["A", "1"]]);
    expect(headers).toEqual([
      ["A", "1"],
      ["X-Frame-Options", "DENY"],
    ]);
  });

  it("replaces the origin's header only where it says so", () => {
    const given = [["x-frame-options", "SAMEORIGIN"]] as const;
    expect(applyHeadersPolicy(policy(true), given)).toEqual([["X-Frame-Options", "DENY"]]);
    expect(applyHeadersPolicy(policy(false), given)).toEqual(given);
  });

  it("removes headers, whatever their case, but not its own", () => {
    const headers = applyHeadersPolicy(policy(true, ["SERVER", "X-Frame-Options"]), [
      ["Server", "x"],
      ["B", "2"],
    ]);
    expect(headers).toEqual([
      ["B", "2"],
      ["X-Frame-Options", "DENY"],
    ]);
  });

  it("changes nothing where there is none", () => {
    expect(applyHeadersPolicy(undefined, [["A", "1"]])).toEqual([["A", "1"]]);
  });
});
