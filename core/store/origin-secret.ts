import { cached } from "../aws/cached.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { readSecret } from "../aws/secret.ts";
import { isOneOf } from "../key/secret-text.ts";
import type { Deadline } from "../time/deadline.ts";

/** @throws (each of its functions) where Secrets Manager is out of reach */
export interface OriginSecret {
  /** Whether a request with this proof came through the stack's own distribution. */
  isGood(proof: string, deadline: Deadline): Promise<boolean>;
  /** Reads the secret before anybody needs it. */
  prefetch(deadline: Deadline): Promise<void>;
}

/** The distribution has the same value for as long as it lives, so this only bounds a mistake. */
const maximumAgeMs = 60 * 60 * 1000;

export function createOriginSecret(
  call: JsonCall,
  secretArn: string,
  nowEpochMs: () => number,
): OriginSecret {
  const secret = cached(
    async (deadline) => {
      const text = await readSecret(call, secretArn, deadline);
      if (text === undefined) throw new Error("the origin secret has no value");
      return text;
    },
    maximumAgeMs,
    nowEpochMs,
  );
  return {
    isGood: async (proof, deadline) => isOneOf(proof, [await secret.get(deadline)]),
    async prefetch(deadline) {
      await secret.get(deadline);
    },
  };
}
