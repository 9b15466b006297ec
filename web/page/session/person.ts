/** Someone who signed in, and the account that is theirs. */
export interface Person {
  readonly subject: string;
  readonly accountId: string;
  /** What to call them. */
  readonly label: string;
}

const accountGrammar = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * @param claims those of the ID token
 * @param accountClaim the one that names the account
 * @returns undefined where they name none that could be there
 */
export function personOf(
  claims: Readonly<Record<string, unknown>>,
  accountClaim: string,
): Person | undefined {
  const { sub, email, name } = claims;
  const accountId = Object.hasOwn(claims, accountClaim) ? claims[accountClaim] : undefined;
  if (typeof sub !== "string") return undefined;
  if (typeof accountId !== "string" || !accountGrammar.test(accountId)) return undefined;
  const label = [email, name].find((claim) => typeof claim === "string" && claim !== "");
  return { subject: sub, accountId, label: typeof label === "string" ? label : accountId };
}
