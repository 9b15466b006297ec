import type { Caller, Quota, Verdict } from "../../core/admission/verdict.ts";

/** The verdicts that travel from the authorizer to the function; `invalid` ends at the gateway. */
export type ForwardedVerdict = Exclude<Verdict, { kind: "invalid" }>;

/**
 * An authorizer's context. API Gateway accepts strings, numbers and booleans only, and hands each
 * to the integration as a string.
 */
export type AuthorizerContext = Record<string, string | number>;

export function encodeVerdict(verdict: ForwardedVerdict): AuthorizerContext {
  if (verdict.kind === "unavailable") return { verdict: verdict.kind };
  const caller = { verdict: verdict.kind, ...verdict.caller };
  return verdict.kind === "ineligible" ? caller : { ...caller, ...verdict.quota };
}

/**
 * Reads back what {@link encodeVerdict} wrote.
 *
 * @returns undefined where the context is absent, incomplete or unknown: whoever gets that must
 *   refuse, since it means that the request was never judged.
 */
export function decodeVerdict(
  context: Readonly<Record<string, unknown>> | null | undefined,
): ForwardedVerdict | undefined {
  if (!context) return undefined;
  if (context.verdict === "unavailable") return { kind: "unavailable" };
  const caller = decodeCaller(context);
  if (!caller) return undefined;
  if (context.verdict === "ineligible") return { kind: "ineligible", caller };
  const quota = decodeQuota(context);
  if (!quota) return undefined;
  if (context.verdict === "admitted") return { kind: "admitted", caller, quota };
  if (context.verdict === "limited") return { kind: "limited", caller, quota };
  return undefined;
}

function decodeCaller({
  keyId,
  accountId,
  plan,
}: Readonly<Record<string, unknown>>): Caller | undefined {
  // Any plan: a stored key may be on one that this version does not know, and is then ineligible.
  if (typeof keyId !== "string" || typeof accountId !== "string" || typeof plan !== "string") {
    return undefined;
  }
  return { keyId, accountId, plan };
}

function decodeQuota(context: Readonly<Record<string, unknown>>): Quota | undefined {
  const limit = wholeNumber(context.limit);
  const remaining = wholeNumber(context.remaining);
  const resetAtEpochSeconds = wholeNumber(context.resetAtEpochSeconds);
  const resetAfterSeconds = wholeNumber(context.resetAfterSeconds);
  if (
    limit === undefined ||
    remaining === undefined ||
    resetAtEpochSeconds === undefined ||
    resetAfterSeconds === undefined
  ) {
    return undefined;
  }
  return { limit, remaining, resetAtEpochSeconds, resetAfterSeconds };
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
