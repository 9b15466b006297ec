import {
  type ApiError,
  accountSuspended,
  addressNotAllowed,
  costTooHigh,
  ineligiblePlan,
  insufficientScope,
  quotaExceeded,
  rateLimitExceeded,
  unavailable,
} from "../api-errors.ts";
import type { ForbiddenReason, ForbiddenVerdict, LimitedVerdict } from "./verdict.ts";

/** What the text of a refusal depends on besides the verdict. */
export interface RefusalTexts {
  /** The scope that the request wanted. */
  readonly scope: string | undefined;
  /** The owner's text for plans that are not eligible. */
  readonly planRefusal: string;
}

/** The error of a good key that may not do this, or of a check that failed. */
export function refusalOf(
  verdict:
    | Pick<LimitedVerdict, "kind" | "reason">
    | Pick<ForbiddenVerdict, "kind" | "reason">
    | { readonly kind: "unavailable" },
  { scope, planRefusal }: RefusalTexts,
): ApiError {
  if (verdict.kind === "unavailable") return unavailable;
  const { reason } = verdict;
  const error = refusals[reason];
  if (reason === "plan") return { ...error, message: planRefusal };
  return reason === "scope" ? { ...error, message: `${error.message} ${scope}` } : error;
}

const refusals: Readonly<Record<ForbiddenReason | LimitedVerdict["reason"], ApiError>> = {
  suspended: accountSuspended,
  plan: ineligiblePlan,
  address: addressNotAllowed,
  scope: insufficientScope,
  cost: costTooHigh,
  limit: rateLimitExceeded,
  quota: quotaExceeded,
};
