/** The most that an operator may allow a key. */
export const greatestRateLimitPerMinute = 10_000;

/** Operators' roles: `admin` may do everything, `support` what routes allow. */
export const operatorRoles = ["admin", "support"] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export function isOperatorRole(text: string): text is OperatorRole {
  return operatorRoles.some((role) => role === text);
}

/** The claim of people's tokens that makes operators, and its values for each role. */
export type OperatorClaim = { readonly claim: string } & {
  readonly [Role in OperatorRole]: readonly string[];
};
