import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { auditFaults, auditSchema, exceptionsSchema } from "./audit.ts";

/*
 * `npm run audit:packages`: fails if a locked package has a known weakness that audit-exceptions.json
 * does not accept until a day that is still to come. Exit code 3 if the registry does not answer.
 */

const { stdout } = spawnSync("npm", ["audit", "--json"], { encoding: "utf8", maxBuffer: 1e8 });
const report = auditSchema.safeParse(parsed(stdout));
if (report.success) {
  const file = new URL("audit-exceptions.json", import.meta.url);
  const exceptions = exceptionsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const faults = auditFaults(report.data, exceptions, new Date().toISOString().slice(0, 10));
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log("No known weakness in the locked packages.");
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  console.error("The registry does not answer npm audit.");
  process.exitCode = 3;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
