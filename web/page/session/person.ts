/** The signed-in person, by their ID token. The API says which account is theirs. */
export interface Person {
  /** For display only. Undefined if the ID token has neither an email address nor a name. */
  readonly label: string | undefined;
  /** The account that is probably theirs, so that it can be asked for at once. */
  readonly likelyAccountId?: string | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * @param claims the claims of the ID token
 * @param accountClaim the claim by which the API finds the account in the access token
 */
export function personOf(claims: Claims, accountClaim: string): Person {
  return {
    label: textOf(claims.email) ?? textOf(claims.name),
    likelyAccountId: Object.hasOwn(claims, accountClaim) ? textOf(claims[accountClaim]) : undefined,
  };
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim !== "" ? claim : undefined;
}
