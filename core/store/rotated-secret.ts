import { cached } from "../aws/cached.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { readSecret } from "../aws/secret.ts";
import { isOneOf } from "../key/secret-text.ts";
import type { Deadline } from "../time/deadline.ts";

/** @throws (each of its functions) if Secrets Manager is out of reach */
export interface RotatedSecret {
  /** Whether a text is the secret in use or the one before it. */
  accept(text: string, deadline: Deadline): Promise<boolean>;
  /** Reads the secret before anybody needs it. */
  prefetch(deadline: Deadline): Promise<void>;
}

const maximumAgeMs = 5 * 60 * 1000;

/** Anyone can present a wrong text; so often, at most, that makes this ask Secrets Manager. */
const refetchCooldownMs = 10 * 1000;

/**
 * Accepts the value in use and the one before it, so that a secret can be rotated without downtime. A
 * text that is neither may have come into use just now, so the secret is then read again, unless a
 * wrong text led to that a moment ago.
 */
export function createRotatedSecret(
  call: JsonCall,
  secretArn: string,
  nowEpochMs: () => number,
): RotatedSecret {
  const accepted = cached(
    async (deadline) => {
      const [current, previous] = await Promise.all([
        readSecret(call, secretArn, deadline, "AWSCURRENT"),
        readSecret(call, secretArn, deadline, "AWSPREVIOUS"),
      ]);
      if (current === undefined) throw new Error(`the secret ${secretArn} has no value`);
      return previous === undefined ? [current] : [current, previous];
    },
    maximumAgeMs,
    nowEpochMs,
    refetchCooldownMs,
  );

  return {
    async accept(text, deadline) {
      const isAccepted = (values: readonly string[]) => isOneOf(text, values);
      return isAccepted(await accepted.getSufficient(deadline, isAccepted));
    },
    async prefetch(deadline) {
      await accepted.get(deadline);
    },
  };
}
