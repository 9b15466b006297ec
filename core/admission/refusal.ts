import {
  accountSuspended,
  addressNotAllowed,
  costTooHigh,
  ineligiblePlan,
  insufficientScope,
  type PublicError,
  quotaExceeded,
  rateLimitExceeded,
  unavailable,
} from "../errors.ts";
import type { ForbiddenReason, ForbiddenVerdict, LimitedVerdict } from "./verdict.ts";

/** What the text of a refusal depends on besides the verdict. */
export interface RefusalTexts {
  /** The scope that the request wanted. */
  readonly scope: string | undefined;
  /** The owner's text for plans that are not eligible. */
  readonly planRefusal: string;
}

/** The public error of a good key that may not do this, or of a check that failed. */
export function refusalOf(
  verdict:
    | Pick<LimitedVerdict, "kind" | "reason">
    | Pick<ForbiddenVerdict, "kind" | "reason">
    | { readonly kind: "unavailable" },
  texts: RefusalTexts,
): PublicError {
  switch (verdict.kind) {
    case "forbidden":
      return forbidden(verdict.reason, texts);
    case "limited":
      return verdict.reason === "quota" ? quotaExceeded : rateLimitExceeded;
    case "unavailable":
      return unavailable;
  }
}

function forbidden(reason: ForbiddenReason, { scope, planRefusal }: RefusalTexts): PublicError {
  switch (reason) {
    case "suspended":
      return accountSuspended;
    case "plan":
      return { ...ineligiblePlan, message: planRefusal };
    case "address":
      return addressNotAllowed;
    case "scope":
      return { ...insufficientScope, message: `${insufficientScope.message} ${scope}` };
    case "cost":
      return costTooHigh;
  }
}
