import type { Source } from "./prices.ts";

/** The price of a service for checking keys, in US dollars a month. */
export interface Peer {
  readonly name: string;
  /** @returns undefined if no price for so many is published */
  readonly perMonth: (verifications: number) => number | undefined;
  /** In words, with what the price does not say. */
  readonly terms: string;
  readonly source: Source;
}

const clerk = { freeVerifications: 100_000, perVerification: 0.00001 };

/** Prepaid volumes of ReqKey's plan Pro, beyond 100,000 free requests. */
const reqKeyVolumes = [
  { requests: 100_000, price: 0 },
  { requests: 500_000, price: 25 },
  { requests: 1_000_000, price: 50 },
  { requests: 2_000_000, price: 75 },
  { requests: 5_000_000, price: 150 },
  { requests: 10_000_000, price: 200 },
  { requests: 25_000_000, price: 350 },
  { requests: 50_000_000, price: 500 },
];

/**
 * Services that check keys over the network. Their price is for the check alone: the API's own
 * gateway and functions come on top.
 */
export const peers: readonly Peer[] = [
  {
    name: "Clerk, API keys",
    perMonth: (verifications) =>
      Math.max(0, verifications - clerk.freeVerifications) * clerk.perVerification,
    terms: "100,000 verifications free, then $0.00001 each; key creations apart",
    source: { url: "https://clerk.com/changelog/2026-04-17-api-keys-ga", date: "2026-04-17" },
  },
  {
    name: "ReqKey, Pro",
    perMonth: (verifications) =>
      reqKeyVolumes.find(({ requests }) => verifications <= requests)?.price,
    terms: "prepaid volumes up to 50 million; above: ask",
    source: { url: "https://www.reqkey.com/pricing", date: "2026-08-09" },
  },
  {
    name: "Unkey",
    perMonth: (verifications) => (verifications <= 150_000 ? 0 : undefined),
    terms: "150,000 requests free; above: no rate per verification published",
    source: {
      url: "https://www.unkey.com/pricing",
      date: "2026-11-25",
      seenAt: "https://github.com/unkeyed/unkey (freeTierQuotas)",
    },
  },
];
