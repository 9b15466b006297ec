import type { JsonCall } from "../../core/aws/json-service.ts";
import { createReadKeyring, type ReadKeyring } from "../../core/store/pepper-secret.ts";

/** An alarm looks for these words in the functions' logs. */
export const pepperFault = "the pepper is out of reach";

/** The peppers for a function, whose log tells a pepper that is out of reach from a table that is. */
export function createFunctionKeyring(
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
