import type { RegionalPrices, Tier } from "./prices.ts";
import type { Usage } from "./usage.ts";

export interface BillLine {
  readonly item: string;
  /** US dollars a month. */
  readonly usd: number;
  /** Whether an API without keys and limits would not have it. */
  readonly isForKeys: boolean;
}

/** As deployed; see lib/constructs/functions.ts. */
const authorizerGigabytes = 0.5;
const functionGigabytes = 0.25;
/** The pepper, the operator token and the origin secret. */
const secrets = 3;
const readsPerContainer = (30 * 24 * 60) / 5;
/** A key's item and its pointer, with DynamoDB's overhead of 100 bytes each. */
const bytesPerKey = 1_400;
/** CloudWatch Logs adds so much to each event. */
const logOverheadBytes = 26;
const bytesPerGigabyte = 1_000_000_000;
const bytesPerGibibyte = 1_073_741_824;

/** One month of the public API, in the order of a request's way. */
export function monthlyBill(usage: Usage, prices: RegionalPrices): BillLine[] {
  const { requests, refused } = usage;
  const all = requests + refused;
  const authorizerSeconds = (all * usage.authorizerMs) / 1_000;
  const functionSeconds = (all * usage.functionMs) / 1_000;
  const writes = requests * usage.writesPerRequest + refused * usage.writesPerRefusal;
  const sentGigabytes = (requests * usage.responseBytes) / bytesPerGigabyte;
  const storedGigabytes = (usage.keys * bytesPerKey) / bytesPerGigabyte;
  const loggedGigabytes = (all * (usage.accessLogBytes + logOverheadBytes)) / bytesPerGibibyte;
  const compute = (gigabyteSeconds: number) => tiered(gigabyteSeconds, prices.lambdaGigabyteSecond);
  const line = (item: string, usd: number, isForKeys: boolean) => ({ item, usd, isForKeys });
  return [
    line("edge: requests", all * usage.edgeShare * prices.edgeRequest, false),
    line("edge: data out", sentGigabytes * usage.edgeShare * prices.edgeDataOutPerGigabyte, false),
    line("gateway: REST API requests", tiered(all, prices.restApiRequest), false),
    line(
      "gateway: data out",
      sentGigabytes * (1 - usage.edgeShare) * prices.dataOutPerGigabyte,
      false,
    ),
    line("authorizer: invocations", all * prices.lambdaRequest, true),
    line("authorizer: GB-seconds", compute(authorizerSeconds * authorizerGigabytes), true),
    line("function: invocations", all * prices.lambdaRequest, false),
    line("function: GB-seconds", compute(functionSeconds * functionGigabytes), false),
    line("database: write units", writes * prices.writeUnit, true),
    line(
      "database: storage and backup",
      storedGigabytes * (prices.storagePerGigabyteMonth + prices.backupPerGigabyteMonth),
      true,
    ),
    line(
      "secrets",
      secrets * prices.secretPerMonth + usage.containers * readsPerContainer * prices.secretRead,
      true,
    ),
    line("logs: access log", loggedGigabytes * prices.logPerGigabyte, false),
  ];
}

/** The price of so many units, each at the price of the tier that it falls into. */
export function tiered(units: number, tiers: readonly Tier[]): number {
  let total = 0;
  let from = 0;
  for (const { upTo, price } of tiers) {
    total += Math.max(0, Math.min(units, upTo) - from) * price;
    from = upTo;
  }
  return total;
}

export function totalOf(lines: readonly BillLine[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}
