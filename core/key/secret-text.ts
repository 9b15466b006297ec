import { createHash, timingSafeEqual } from "../builtin/crypto.ts";

/**
 * Whether a presented text is one of the secrets. Digests of equal length are compared, in
 * constant time and all of them, so that timing tells neither the length nor which one matched.
 */
export function isOneOf(presented: string, secrets: readonly string[]): boolean {
  const digest = sha256(presented);
  let matches = false;
  for (const secret of secrets) {
    if (timingSafeEqual(digest, sha256(secret))) matches = true;
  }
  return matches;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
