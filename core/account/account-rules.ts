export const defaultMaxActiveKeys = 25;
/** A plan change moves the account and all of its keys in one transaction of at most 100 actions. */
export const greatestMaxActiveKeys = 90;

/**
 * Issuers' names for people fit unchanged: Auth0's `auth0|…`, Okta's addresses. Without `/`, `%`
 * and a leading dot, an id is one segment of a path; without `#`, one part of an item's key.
 */
export const accountIdPattern = "^[A-Za-z0-9][A-Za-z0-9_.:@|+-]{0,127}$";
export const accountIdRule =
  "must be 1 to 128 of the characters A-Z a-z 0-9 _ . : @ | + -, the first a letter or a digit";

const idGrammar = new RegExp(accountIdPattern);

export function isAccountId(text: string): boolean {
  return idGrammar.test(text);
}
