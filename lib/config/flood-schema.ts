import * as z from "zod";
import { integer, isAddressOrBlock, text } from "./values.ts";

/** "Throttle quota per account": Amazon API Gateway quotas. An account may have more if it asks. */
const throttle = z.strictObject({ ratePerSecond: integer(100_000), burst: integer(100_000) });

export const throttles = z.strictObject({
  public: throttle,
  management: throttle,
  /** Only the APIs know which routes there are. */
  routes: z
    .record(text(/^[A-Z]+ \/\S*$/, "must be named as METHOD /path"), throttle, "must name routes")
    .default({}),
});

export function addresses(most: number) {
  const address = z
    .string("must be an address or a CIDR block")
    .refine(isAddressOrBlock, "must be an IPv4 or IPv6 address, or a CIDR block other than /0");
  return z
    .array(address, "must be a list of addresses")
    .max(most, `must be at most ${most} addresses`);
}

/** AWS WAF acts near the limit, not at it, so a lower one says little. */
const leastPerMinute = 100;
/** RateBasedStatement, Limit: AWS WAF API reference. */
const greatestPerMinute = 2_000_000;
const rateRule = `must be an integer from ${leastPerMinute} to ${greatestPerMinute}`;
const perMinute = z.int(rateRule).min(leastPerMinute, rateRule).max(greatestPerMinute, rateRule);

/** An IP set may have 10,000, but a template of 1 MB has to hold them. */
const mostAllowed = 1000;

export const webAcl = z.union(
  [
    z.literal(false),
    z.strictObject({
      management: z
        .strictObject({
          perMinute: perMinute.optional(),
          from: addresses(mostAllowed).min(1, "must have an address, or be left out").optional(),
        })
        .default({}),
      public: z.strictObject({ perMinute }).optional(),
    }),
  ],
  "must be false or { management?, public? }",
);

/** Most accounts have 1,000 for all functions together, and new ones 10. */
export const reservedConcurrency = z.strictObject({
  public: integer(10_000).optional(),
  management: integer(10_000).optional(),
});
