import type { RefusalTexts } from "../core/admission/refusal.ts";
import type {
  Allowance,
  ForbiddenReason,
  LimitedVerdict,
  Verdict,
} from "../core/admission/verdict.ts";
import { verdictHeaders } from "../core/admission/verdict-headers.ts";
import { responseTo } from "../core/admission/verdict-response.ts";
import { type ApiError, invalidKey, missingToken } from "../core/api-errors.ts";
import type { ErrorCode } from "../core/errors.ts";

/** The answer to a request that presented a key, or none. */
export type Verification = Admitted | Refused;

/** The request was counted and may go on. */
export interface Admitted {
  readonly allowed: true;
  readonly status: 200;
  /** Headers for the response: what the key has left. */
  readonly headers: Headers;
  /** The id of the account that the key belongs to. */
  readonly account: string;
  /** The public id of the key: never the key itself. */
  readonly key: string;
  /** The account's plan. */
  readonly plan: string;
  /** What the key has left. */
  readonly quota: Allowance;
}

/** The request uses nothing, and has to be answered with this status, these headers and this body. */
export interface Refused {
  readonly allowed: false;
  readonly status: RefusalStatus;
  /** Why, for programs: `invalid_key`, `rate_limit_exceeded`, `unavailable` and so on. */
  readonly outcome: string;
  readonly headers: Headers;
  readonly body: { readonly error: string };
}

export type RefusalStatus = (typeof refusalStatuses)[number];
type Headers = Readonly<Record<string, string>>;

const refusalStatuses = [401, 403, 429, 503] as const;
const contentType = { "Content-Type": "application/json" };
const challenge = { "WWW-Authenticate": "Bearer" };

export const withoutToken = refused(missingToken, missingToken.code, challenge);
export const withInvalidKey = refused(invalidKey, invalidKey.code, challenge);

/** The contract's answer to a verdict. The reasons for 401 all look alike. */
export function toVerification(verdict: Verdict, texts: RefusalTexts): Verification {
  if (verdict.kind === "invalid") return withInvalidKey;
  const { error, values } = responseTo(verdict, texts);
  const headers: Record<string, string> = {};
  for (const [key, name] of headerEntries) {
    const value = values[key];
    if (value !== undefined) headers[name] = value;
  }
  if (verdict.kind === "admitted") {
    const { caller, allowance: quota } = verdict;
    const { accountId: account, keyId: key, plan } = caller;
    return { allowed: true, status: 200, headers, account, key, plan, quota };
  }
  if (!error) throw new Error("a refusal has no error");
  const outcome = verdict.kind === "unavailable" ? "unavailable" : outcomes[verdict.reason];
  return refused(error, outcome, headers);
}

const outcomes: Readonly<Record<ForbiddenReason | LimitedVerdict["reason"], ErrorCode>> = {
  suspended: "account_suspended",
  plan: "ineligible_plan",
  address: "address_not_allowed",
  scope: "insufficient_scope",
  cost: "cost_too_high",
  limit: "rate_limit_exceeded",
  quota: "quota_exceeded",
};

const headerEntries = typedEntries(verdictHeaders);

function typedEntries<K extends string, V>(record: Readonly<Record<K, V>>): (readonly [K, V])[] {
  const entries: (readonly [K, V])[] = [];
  for (const key in record) entries.push([key, record[key]]);
  return entries;
}

/** @throws Error if the contract has no such refusal */
function refused({ status, message }: ApiError, outcome: ErrorCode, headers: Headers): Refused {
  const known = refusalStatuses.find((each) => each === status);
  if (known === undefined) throw new Error(`no refusal has the status ${status}`);
  return {
    allowed: false,
    status: known,
    outcome,
    headers: { ...contentType, ...headers },
    body: { error: message },
  };
}
