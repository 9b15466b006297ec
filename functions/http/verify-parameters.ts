import type { APIGatewayRequestAuthorizerEvent } from "aws-lambda";
import { isAddress } from "../../core/admission/address-list.ts";

/** The conditions that a server sets for its own caller's key. */
export interface VerifyParameters {
  /** Units to count. */
  readonly cost: number;
  readonly scope: string | undefined;
  /** The address of that server's caller. */
  readonly ip: string | undefined;
}

type Query = APIGatewayRequestAuthorizerEvent["multiValueQueryStringParameters"];

const wholeCost = /^([1-9][0-9]{0,2}|1000)$/;

/**
 * Reads the query of `/v1/verify`. Parameters that it does not know are none of its business: a gateway
 * may append its own.
 *
 * @param isScope whether there is such a scope
 * @returns the name of the first parameter that is repeated or malformed, if any is
 */
export function readVerifyParameters(
  query: Query,
  isScope: (name: string) => boolean,
): VerifyParameters | { readonly invalid: string } {
  const { cost, scope, ip } = query ?? {};
  const invalid =
    (isAbsentOr(cost, (text) => wholeCost.test(text)) ? undefined : "cost") ??
    (isAbsentOr(scope, isScope) ? undefined : "scope") ??
    (isAbsentOr(ip, isAddress) ? undefined : "ip");
  if (invalid !== undefined) return { invalid };
  return { cost: Number(cost?.[0] ?? 1), scope: scope?.[0], ip: ip?.[0] };
}

/** API Gateway gives every value of a parameter, decoded. */
function isAbsentOr(
  values: readonly string[] | undefined,
  isGood: (value: string) => boolean,
): boolean {
  const [value, ...others] = values ?? [];
  return value === undefined || (others.length === 0 && isGood(value));
}
