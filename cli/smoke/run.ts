import { CliError } from "../exit-code.ts";
import type { Check } from "./check.ts";
import { changeChecks } from "./checks-changes.ts";
import { managementChecks } from "./checks-management.ts";
import { platformChecks } from "./checks-platform.ts";
import { publicChecks } from "./checks-public.ts";
import type { House } from "./house.ts";

export interface CheckResult {
  readonly group: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly faults: readonly string[];
  readonly measured?: string | undefined;
  readonly skipped?: string | undefined;
}

export interface SmokeReport {
  readonly object: "smoke_report";
  readonly url: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly checks: readonly CheckResult[];
  /** Leftovers that could not be cleaned up, if any. */
  readonly left_behind: string | null;
}

export const groups: Readonly<Record<string, readonly Check[]>> = {
  "public API": publicChecks,
  "immediate effect": changeChecks,
  "management API": managementChecks,
  platform: platformChecks,
};

/**
 * Runs every check, one after the other, and cleans up whatever happens.
 *
 * @param tell gets each check's name before it runs
 * @throws CliError if the account cannot be created, or the deployment stops responding
 */
export async function runChecks(house: House, tell: (line: string) => void): Promise<SmokeReport> {
  const checks: CheckResult[] = [];
  let leftBehind: string | null = null;
  await house.open();
  try {
    for (const [group, members] of Object.entries(groups)) {
      for (const check of members) {
        tell(`${group}: ${check.name}`);
        checks.push({ group, ...(await resultOf(check, house)) });
      }
    }
  } finally {
    leftBehind = await cleanUp(house);
    if (leftBehind !== null) tell(leftBehind);
  }
  const count = (outcome: CheckResult["outcome"]) =>
    checks.filter((check) => check.outcome === outcome).length;
  return {
    object: "smoke_report",
    url: house.options.addresses.publicApi,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    checks,
    left_behind: leftBehind,
  };
}

async function resultOf({ name, run }: Check, house: House): Promise<Omit<CheckResult, "group">> {
  try {
    const { faults = [], measured, skipped } = await run(house);
    if (skipped !== undefined) return { name, outcome: "skipped", faults: [], skipped };
    return {
      name,
      outcome: faults.length === 0 ? "passed" : "failed",
      faults: faults.map((fault) => house.redact(fault)),
      measured,
    };
  } catch (error) {
    // A refused set-up fails its check; no response at all ends the run.
    if (!(error instanceof CliError) || error.message.includes("no response")) throw error;
    return { name, outcome: "failed", faults: [house.redact(error.message)] };
  }
}

async function cleanUp(house: House): Promise<string | null> {
  try {
    await house.close();
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return house.redact(
      `Keys of the account ${house.options.accountId} may still be active (${reason})`,
    );
  }
}
