import { CliError } from "../exit-code.ts";
import { isInUse, type VersionCount } from "./version-counts.ts";

/**
 * Containers keep the keyring for five minutes, and one that has not yet heard of the change may
 * still digest with the version that was active before. As long again is left for slow ones.
 */
const settlingMs = 10 * 60 * 1000;

/** Reasons against removing a version. Each check throws CliError if it applies. */
export const refuseRemoval = {
  soonAfterChange(changedAtEpochMs: number, nowEpochMs: number): void {
    const leftMs = changedAtEpochMs + settlingMs - nowEpochMs;
    if (leftMs <= 0) return;
    throw new CliError(
      "refused",
      `The keyring was changed less than ten minutes ago, and some function may not know of it yet: try again in ${Math.ceil(leftMs / 1000)} seconds.`,
    );
  },

  whileInUse(count: VersionCount): void {
    if (!isInUse(count)) return;
    const { version, keys, inGrace } = count;
    throw new CliError(
      "refused",
      `${version} is in use: ${keys} keys, and ${inGrace} old secrets in their grace period. They would stop working.`,
    );
  },
} as const;
