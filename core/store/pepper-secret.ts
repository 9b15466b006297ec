import { cached } from "../aws/cached.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { readSecret } from "../aws/secret.ts";
import { type Keyring, parseKeyring } from "../key/pepper.ts";
import type { Deadline } from "../time/deadline.ts";

const maximumAgeMs = 5 * 60 * 1000;
/** A version that is not there after a fetch is not asked for again so soon. */
const cooldownMs = 5_000;

/** Gives the peppers; looks again at once where the cached ones lack a version that is needed. */
export type ReadKeyring = (deadline: Deadline, neededVersion?: string) => Promise<Keyring>;

/** @throws where the secret is out of reach or malformed: without a pepper, nobody gets in */
export function createReadKeyring(
  call: JsonCall,
  secretArn: string,
  nowEpochMs: () => number,
): ReadKeyring {
  const keyring = cached(
    async (deadline) => {
      const secret = await readSecret(call, secretArn, deadline);
      if (secret === undefined) throw new Error("the pepper secret has no value");
      return parseKeyring(secret);
    },
    maximumAgeMs,
    nowEpochMs,
    cooldownMs,
  );

  return function readKeyring(deadline, neededVersion) {
    return keyring.getSufficient(
      deadline,
      ({ peppers }) => neededVersion === undefined || peppers.has(neededVersion),
    );
  };
}
