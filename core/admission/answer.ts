import { type RefusalTexts, refusalOf } from "./refusal.ts";
import type { InvalidVerdict, Verdict } from "./verdict.ts";
import { rateLimitValues, type VerdictHeader } from "./verdict-headers.ts";

/** The verdicts on a request whose key is good, or could not be checked. */
export type ForwardedVerdict = Exclude<Verdict, InvalidVerdict>;

/** What the contract answers to a verdict, in whatever way it travels. */
export interface Answer {
  readonly status: number;
  /** The text of the error; undefined if the request is admitted. */
  readonly message: string | undefined;
  /** The values of the headers that the answer has; `verdictHeaders` names the headers. */
  readonly values: Readonly<Partial<Record<VerdictHeader, string>>>;
}

export function answerTo(verdict: ForwardedVerdict, texts: RefusalTexts): Answer {
  if (verdict.kind === "admitted") {
    return { status: 200, message: undefined, values: rateLimitValues(verdict.allowance) };
  }
  const { status, message } = refusalOf(verdict, texts);
  if (verdict.kind === "unavailable") return { status, message, values: { retryAfter: "1" } };
  if (verdict.kind === "forbidden") {
    const isForScope = verdict.reason === "scope";
    return { status, message, values: isForScope ? { challenge: challengeFor(texts.scope) } : {} };
  }
  const { allowance, retryAfterSeconds: seconds } = verdict;
  const retryAfter = seconds === undefined ? {} : { retryAfter: String(seconds) };
  return { status, message, values: { ...rateLimitValues(allowance), ...retryAfter } };
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 */
function challengeFor(scope: string | undefined): string {
  return `Bearer error="insufficient_scope", scope="${scope}"`;
}
