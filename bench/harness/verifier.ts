import type { AdmissionRequest } from "../../core/admission/admission-request.ts";
import { createKeyMemory } from "../../core/admission/key-memory.ts";
import type { Verdict } from "../../core/admission/verdict.ts";
import { createVerifyKey } from "../../core/admission/verify-key.ts";
import type { JsonCall } from "../../core/aws/json-service.ts";
import { config } from "../../core/config/process-config.ts";
import { createAdmit } from "../../core/store/admit.ts";
import type { ReadKeyring } from "../../core/store/pepper-secret.ts";
import { createReadKey } from "../../core/store/read-key.ts";
import * as budgets from "../../core/time/budgets.ts";
import { withDeadline } from "../../core/time/deadline.ts";

/** As many as the deployed authorizer's. */
export const remembered = { keys: 1_000, rejected: 10_000 };

export interface VerifierOptions {
  readonly tableName: string;
  /** The way to the table, whatever client it goes through. */
  readonly call: JsonCall;
  readonly keyring: ReadKeyring;
  readonly nowEpochMs: () => number;
  /** Whether the container found the notice of rules at its start. */
  readonly expectsRules?: boolean;
}

/** Cost, scope and address of a request; by default one unit and no scope, as of most routes. */
export interface Asked {
  readonly cost?: number;
  readonly scope?: string;
  readonly address?: string;
}

export type Verify = (token: string, asked?: Asked) => Promise<Verdict>;

/** The product's own check, deadline included, with a memory of its own: one container. */
export function newVerifier(options: VerifierOptions): Verify {
  const { tableName, call, keyring, nowEpochMs, expectsRules = false } = options;
  const verifyKey = createVerifyKey({
    admit: createAdmit(tableName, call, config.plans),
    readKey: createReadKey(tableName, call),
    keyring,
    nowEpochMs,
    random: Math.random,
    memory: createKeyMemory({ ...remembered, expectsRules }),
    config,
  });
  return (token, asked) =>
    withDeadline(budgets.authorizerMs, undefined, (deadline) =>
      verifyKey(requestOf(token, asked), deadline),
    );
}

export function requestOf(
  token: string,
  { cost = 1, scope, address }: Asked = {},
): AdmissionRequest {
  return { token, cost, scope, callerAddress: async () => address };
}
