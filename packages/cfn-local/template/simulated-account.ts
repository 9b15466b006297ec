import { createHash } from "node:crypto";

/** The account in which everything seems to be deployed. No real account has this id. */
export const region = "us-east-1";
export const accountId = "000000000000";
export const partition = "aws";

/** Host name of a REST API that is called directly. */
export function apiHost(apiId: string): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

/**
 * An id like those that AWS generates, but the same in every run, so that a data directory still
 * fits the template after a restart.
 *
 * @param length at most 40 characters of lowercase letters and digits
 */
export function deterministicId(seed: string, length: number): string {
  const digest = createHash("sha256").update(seed).digest("hex");
  return BigInt(`0x${digest}`).toString(36).padStart(40, "0").slice(-length);
}

/** A UUID like those that AWS generates, also the same in every run. */
export function deterministicUuid(seed: string): string {
  const digits = createHash("sha256").update(seed).digest("hex");
  const groups = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ];
  return groups.map(([start, end]) => digits.slice(start, end)).join("-");
}
