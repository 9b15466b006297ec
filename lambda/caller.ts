import type { Caller as JudgedCaller } from "../core/admission/verdict.ts";

/** The caller of an admitted request. The names are those of `latchkey/verifier`. */
export interface Caller {
  readonly account: string;
  /** The key's public id. */
  readonly key: string;
  /** The account's plan. */
  readonly plan: string;
}

export function callerOf({ accountId: account, keyId: key, plan }: JudgedCaller): Caller {
  return { account, key, plan };
}
