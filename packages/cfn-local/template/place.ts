import { createHash } from "node:crypto";

/** Where everything pretends to be. The account is the one that no one can have. */
export const region = "us-east-1";
export const accountId = "000000000000";
export const partition = "aws";

/** Where a REST API is reached without anything before it. */
export function apiHost(apiId: string): string {
  return `${apiId}.execute-api.${region}.amazonaws.com`;
}

/**
 * A name of the kind that AWS would make up, but the same on every run, so that a data directory
 * still fits the template after a restart.
 *
 * @param length at most 40 characters of lowercase letters and digits
 */
export function deterministicId(seed: string, length: number): string {
  const digest = createHash("sha256").update(seed).digest("hex");
  return BigInt(`0x${digest}`).toString(36).padStart(40, "0").slice(-length);
}

/** A UUID of the kind that AWS would make up, likewise the same on every run. */
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
