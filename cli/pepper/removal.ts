import { CliError } from "../exit-code.ts";
import { isInUse, type VersionCount } from "./version-counts.ts";

/**
 * Containers cache the keyring for five minutes. Until then, one may still hash with the version that
 * was active before. The wait is doubled for safety.
 */
const settlingMs = 10 * 60 * 1000;

/** Reasons against removing a version. Each check throws CliError if it applies. */
export const refuseRemoval = {
  soonAfterChange(changedAtEpochMs: number, nowEpochMs: number): void {
    const leftMs = changedAtEpochMs + settlingMs - nowEpochMs;
    if (leftMs <= 0) return;
    throw new CliError(
      "refused",
      `The keyring was changed less than ten minutes ago, so some functions may still use the old one. Try again in ${Math.ceil(leftMs / 1000)} seconds.`,
    );
  },

  whileInUse(count: VersionCount): void {
    if (!isInUse(count)) return;
    const { version, keys, inGrace } = count;
    throw new CliError(
      "refused",
      `${version} is in use: ${keys} keys and ${inGrace} old secrets in their grace period would stop working. --status shows the numbers.`,
    );
  },
} as const;
