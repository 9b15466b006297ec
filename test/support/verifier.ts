import type { Verdict } from "../../core/admission/verdict.ts";
import { createVerifyKey, type VerifyKeyPorts } from "../../core/admission/verify-key.ts";
import { ample } from "./deadlines.ts";

/** A key check that has all the time, and tries again without a pause. */
export function createVerifier(
  ports: Omit<VerifyKeyPorts, "random">,
): (token: string) => Promise<Verdict> {
  const verifyKey = createVerifyKey({ ...ports, random: () => 0 });
  return (token) => verifyKey(token, ample);
}
