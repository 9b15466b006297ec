import type { RefusalTexts } from "../../core/admission/refusal.ts";
import type { Caller } from "../../core/admission/verdict.ts";
import { rateLimitKeys, verdictHeaders } from "../../core/admission/verdict-headers.ts";
import { type ForwardedVerdict, responseTo } from "../../core/admission/verdict-response.ts";
import { invalidParameter } from "../../core/api-errors.ts";

/*
 * The authorizer's context is the whole answer, so that whoever obeys it only copies: a wrapped
 * function, or API Gateway itself by mapping (lib/constructs/verify-route.ts).
 *
 * API Gateway escapes none of the values. `error`, `status` and others are its own variables
 * (`$context.authorizer.status`), so no value has such a name.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */

/**
 * An authorizer's context. API Gateway accepts strings, numbers and booleans only, and hands each
 * to the integration as a string.
 */
export type AuthorizerContext = Readonly<Record<string, string | number>>;

/** The statuses of a context, other than that of an admitted request. */
export const refusalStatuses = [400, 403, 429, 503] as const;

/** The answer that a context holds. */
export type ForwardedAnswer =
  | { readonly status: 200; readonly caller: Caller; readonly headers: Headers }
  | {
      readonly status: (typeof refusalStatuses)[number];
      readonly message: string;
      readonly headers: Headers;
    };

type Headers = Readonly<Record<string, string>>;

export function encodeVerdict(verdict: ForwardedVerdict, texts: RefusalTexts): AuthorizerContext {
  const { error, values } = responseTo(verdict, texts);
  return {
    ...(error ? { statusCode: error.status, message: error.message } : { statusCode: 200 }),
    verdict: verdict.kind,
    ...("reason" in verdict ? { reason: verdict.reason } : {}),
    ...("caller" in verdict ? verdict.caller : {}),
    ...values,
  };
}

/** The context of a request that was not judged, since one of its own parameters is at fault. */
export function encodeInvalidParameter(name: string): AuthorizerContext {
  const { status, message } = invalidParameter;
  return { statusCode: status, message: `${message}: ${name}`, verdict: "bad_request" };
}

/**
 * Reads the answer that the authorizer wrote.
 *
 * @returns undefined if the context is absent, incomplete or unknown: whoever gets that must
 *   refuse, since it means that the request was never judged
 */
export function decodeAnswer(
  context: Readonly<Record<string, unknown>> | null | undefined,
): ForwardedAnswer | undefined {
  if (!context) return undefined;
  const headers: Record<string, string> = {};
  for (const [key, name] of headerEntries) {
    const value = context[key];
    if (typeof value === "string") headers[name] = value;
  }
  const hasAllowance = rateLimitKeys.every((key) => verdictHeaders[key] in headers);
  if (context.statusCode === "200") {
    const caller = decodeCaller(context);
    return caller && hasAllowance ? { status: 200, caller, headers } : undefined;
  }
  const status = refusalStatuses.find((known) => String(known) === context.statusCode);
  const { message } = context;
  if (!status || typeof message !== "string" || (status === 429 && !hasAllowance)) return undefined;
  return { status, message, headers };
}

const headerEntries = /* @__PURE__ */ Object.entries(verdictHeaders);

function decodeCaller({
  keyId,
  accountId,
  plan,
}: Readonly<Record<string, unknown>>): Caller | undefined {
  // Any plan: a stored key may be on one that this version does not know, and is then refused.
  if (typeof keyId !== "string" || typeof accountId !== "string" || typeof plan !== "string") {
    return undefined;
  }
  return { keyId, accountId, plan };
}
