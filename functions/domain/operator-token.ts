import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Whether a presented token is one of the operator tokens. Digests of equal length are compared, in
 * constant time and all of them, so that timing tells neither the length nor which one matched.
 */
export function isOperatorToken(presented: string, accepted: readonly string[]): boolean {
  const digest = sha256(presented);
  let matches = false;
  for (const token of accepted) {
    if (timingSafeEqual(digest, sha256(token))) matches = true;
  }
  return matches;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
