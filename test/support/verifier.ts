import type { Verdict } from "../../core/admission/verdict.ts";
import { createVerifyKey, type VerifyKeyPorts } from "../../core/admission/verify-key.ts";
import { ample } from "./deadlines.ts";

/** Cost, scope and address of a request; by default one unit and no scope, as of most routes. */
export interface Asked {
  readonly cost?: number;
  readonly scope?: string;
  /** An error stands for a failure to find it. */
  readonly address?: string | Error;
}

export type Verify = (token: string, asked?: Asked) => Promise<Verdict>;

/** A key check that has all the time, and tries again without a pause. */
export function createVerifier(ports: Omit<VerifyKeyPorts, "random">): Verify {
  const verifyKey = createVerifyKey({ ...ports, random: () => 0 });
  return (token, { cost = 1, scope, address } = {}) => {
    const callerAddress = async () => {
      if (address instanceof Error) throw address;
      return address;
    };
    return verifyKey({ token, cost, scope, callerAddress }, ample);
  };
}
