import type { JsonCall } from "../functions/aws/json-service.ts";
import { createKeyMemory } from "../functions/domain/key-memory.ts";
import type { Verdict } from "../functions/domain/verdict.ts";
import { createVerifyKey } from "../functions/domain/verify-key.ts";
import { createAdmit } from "../functions/store/admit.ts";
import type { ReadKeyring } from "../functions/store/pepper-secret.ts";
import { createReadKey } from "../functions/store/read-key.ts";
import { budgets } from "../functions/time/budgets.ts";
import { withDeadline } from "../functions/time/deadline.ts";

/** As many as the deployed authorizer's. */
export const remembered = { keys: 1_000, dead: 10_000 };

export interface VerifierOptions {
  readonly tableName: string;
  /** The way to the table, whatever client it goes through. */
  readonly call: JsonCall;
  readonly keyring: ReadKeyring;
  readonly nowEpochMs: () => number;
}

export type Verify = (token: string) => Promise<Verdict>;

/** The product's own check, deadline included, with a memory of its own: one container. */
export function newVerifier({ tableName, call, keyring, nowEpochMs }: VerifierOptions): Verify {
  const verifyKey = createVerifyKey({
    admit: createAdmit(tableName, call),
    readKey: createReadKey(tableName, call),
    keyring,
    nowEpochMs,
    random: Math.random,
    memory: createKeyMemory(remembered),
    foreignKeyPrefix: "",
  });
  return (token) =>
    withDeadline(budgets.authorizerMs, undefined, (deadline) => verifyKey(token, deadline));
}
