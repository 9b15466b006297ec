import { isAccountId } from "../../core/account/account-rules.ts";
import {
  type OperatorClaim,
  type OperatorRole,
  operatorRoles,
} from "../../core/account/operators.ts";
import type { Refusal } from "./refusal.ts";

/** A person who signed in, and the one account that is theirs. */
export interface User {
  /** The issuer's name for them: `sub`. */
  readonly subject: string;
  readonly accountId: string;
}

/** A person who signed in and has an operator role. */
export interface Operator {
  readonly subject: string;
  readonly roles: readonly OperatorRole[];
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * OpenID Connect Core, section 2: at most 255 ASCII characters. Quotes and backslashes, which no
 * known issuer uses, would break the lines of the access log, where API Gateway does not escape.
 */
const subjectGrammar = /^[ !#-[\]-~]{1,255}$/;

/**
 * @param operators undefined if nobody can be an operator
 * @returns the refusal where the claims name no subject, or neither a role nor an account that could be there
 */
export function personOf(
  claims: Claims,
  accountClaim: string,
  operators: OperatorClaim | undefined,
): User | Operator | Refusal {
  const subject = textClaim(claims, "sub", (text) => subjectGrammar.test(text));
  if (typeof subject !== "string") return subject;
  const roles = operators ? rolesOf(claims, operators) : [];
  if (roles.length > 0) return { subject, roles };
  const accountId = textClaim(claims, accountClaim, isAccountId);
  if (typeof accountId !== "string") return accountId;
  return { subject, accountId };
}

/** The claim is a list of texts, as groups are, or one text. A text counts as a whole and to the letter. */
function rolesOf(claims: Claims, operators: OperatorClaim): OperatorRole[] {
  const value = Object.hasOwn(claims, operators.claim) ? claims[operators.claim] : undefined;
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return operatorRoles.filter((role) => operators[role].some((each) => values.includes(each)));
}

/** A number is taken as its digits, unless it is too great for JSON's numbers to keep them all. */
function textClaim(claims: Claims, claim: string, isGood: (text: string) => boolean) {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (value === undefined || value === null) return { reason: "claim_missing", claim } as const;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && isGood(text)) return text;
  return { reason: "claim_malformed", claim } as const;
}
