import type { JsonCall } from "../aws/json-service.ts";
import { pepperFault } from "../log-phrases.ts";
import { createReadKeyring, type ReadKeyring } from "./pepper-secret.ts";

/** Reads the peppers for a function, whose log tells a fault of the pepper from one of the table. */
export function createWatchedKeyring(
  call: JsonCall,
  secretArn: string,
  nowEpochMs: () => number,
): ReadKeyring {
  const readKeyring = createReadKeyring(call, secretArn, nowEpochMs);
  return async (deadline, neededVersion) => {
    try {
      return await readKeyring(deadline, neededVersion);
    } catch (cause) {
      throw new Error(pepperFault, { cause });
    }
  };
}
