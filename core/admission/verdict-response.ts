import type { ApiError } from "../api-errors.ts";
import { type RefusalTexts, refusalOf } from "./refusal.ts";
import type { InvalidVerdict, Verdict } from "./verdict.ts";
import { rateLimitValues, type VerdictHeader } from "./verdict-headers.ts";

/** The verdicts on a request whose key is good, or could not be checked. */
export type ForwardedVerdict = Exclude<Verdict, InvalidVerdict>;

/** The contract's response to a verdict, however it travels. */
export interface VerdictResponse {
  /** Undefined if the request is admitted. */
  readonly error: ApiError | undefined;
  /** The values of the headers of the response; `verdictHeaders` names the headers. */
  readonly values: Readonly<Partial<Record<VerdictHeader, string>>>;
}

export function responseTo(verdict: ForwardedVerdict, texts: RefusalTexts): VerdictResponse {
  if (verdict.kind === "admitted") {
    return { error: undefined, values: rateLimitValues(verdict.allowance) };
  }
  const error = refusalOf(verdict, texts);
  if (verdict.kind === "unavailable") return { error, values: { retryAfter: "1" } };
  if (verdict.kind === "forbidden") {
    const isForScope = verdict.reason === "scope";
    return { error, values: isForScope ? { challenge: challengeFor(texts.scope) } : {} };
  }
  const { allowance, retryAfterSeconds: seconds } = verdict;
  const retryAfter = seconds === undefined ? {} : { retryAfter: String(seconds) };
  return { error, values: { ...rateLimitValues(allowance), ...retryAfter } };
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function challengeFor(scope: string | undefined): string {
  return `Bearer error="insufficient_scope", scope="${scope}"`;
}
