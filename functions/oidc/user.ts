import { isAccountId } from "../domain/account-record.ts";

/** A person who signed in, and the one account that is theirs. */
export interface User {
  /** The issuer's name for them: `sub`. */
  readonly subject: string;
  readonly accountId: string;
}

/**
 * OpenID Connect Core, section 2: at most 255 ASCII characters. Quotes and backslashes, which no
 * known issuer uses, would break the lines of the access log, where API Gateway does not escape.
 */
const subjectGrammar = /^[ !#-[\]-~]{1,255}$/;

/** @returns undefined where the claims name no subject, or no account that could be there */
export function userOf(
  claims: Readonly<Record<string, unknown>>,
  accountClaim: string,
): User | undefined {
  const subject = claims.sub;
  const accountId = Object.hasOwn(claims, accountClaim) ? claims[accountClaim] : undefined;
  if (typeof subject !== "string" || !subjectGrammar.test(subject)) return undefined;
  if (typeof accountId !== "string" || !isAccountId(accountId)) return undefined;
  return { subject, accountId };
}
