/** What a route wants of a key, and what a request to it counts. */
export interface RouteDemand {
  /** Units of rate limit and quotas, 1 to 1000. Default: 1. */
  readonly cost?: number | undefined;
  /** The scope that a key must have; none if absent. */
  readonly scope?: string | undefined;
}

const greatestCost = 1_000;

/**
 * @param scopes the configured ones, by name
 * @throws RangeError if there is no such cost or scope
 */
export function parseDemand(
  { cost = 1, scope }: RouteDemand,
  scopes: Readonly<Record<string, unknown>>,
): { readonly cost: number; readonly scope: string | undefined } {
  if (!Number.isInteger(cost) || cost < 1 || cost > greatestCost) {
    throw new RangeError(`cost has to be a whole number from 1 to ${greatestCost}, not ${cost}`);
  }
  if (scope !== undefined && !Object.hasOwn(scopes, scope)) {
    const known = Object.keys(scopes).join(", ") || "none";
    throw new RangeError(`scope ${JSON.stringify(scope)} is not configured (there are: ${known})`);
  }
  return { cost, scope };
}
