import { describe, expect, it } from "@jest/globals";
import { auditFaults, auditSchema, exceptionsSchema } from "../../../build/supply-chain/audit.ts";

const url = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";
const exception = {
  advisory: "GHSA-aaaa-bbbb-cccc",
  until: "2026-12-31",
  reason: "Only reachable by a function that is never called.",
};

function reportOf(severity: string) {
  const via = [{ name: "a", title: "A weakness", url, severity, range: "<2" }];
  return auditSchema.parse({ vulnerabilities: { a: { via }, b: { via: ["a"] } } });
}

describe("the gate of npm audit", () => {
  it("names each advisory of moderate severity and above once", () => {
    const fault = (severity: string) => [`${severity}: a: A weakness, ${url}`];
    for (const severity of ["moderate", "high", "critical"]) {
      expect(auditFaults(reportOf(severity), [], "2026-12-01")).toEqual(fault(severity));
    }
    expect(auditFaults(reportOf("low"), [], "2026-12-01")).toEqual([]);
  });

  it("accepts an exception until its day has passed", () => {
    expect(auditFaults(reportOf("high"), [exception], "2026-12-31")).toEqual([]);
    expect(auditFaults(reportOf("high"), [exception], "2027-01-01")).toEqual([
      `high: a: A weakness, ${url} (its exception ended on 2026-12-31)`,
    ]);
  });

  it("names an exception that is needed no more", () => {
    const clean = auditSchema.parse({ vulnerabilities: {} });
    expect(auditFaults(clean, [exception], "2026-12-01")).toEqual([
      "GHSA-aaaa-bbbb-cccc is excepted, but no longer found: remove the exception",
    ]);
  });

  it("wants a date and a reason of an exception", () => {
    expect(exceptionsSchema.safeParse([exception]).success).toBe(true);
    for (const other of [{ until: "soon" }, { reason: "" }, { advisory: "CVE-2026-1" }]) {
      expect(exceptionsSchema.safeParse([{ ...exception, ...other }]).success).toBe(false);
    }
  });
});
