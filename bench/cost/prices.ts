/*
 * List prices in US dollars, without free tiers, savings plans or tax. The one place where prices
 * stand; whoever changes one changes the day on which it was read.
 */

/** The price of each unit up to a total per month; the last tier has no end. */
export interface Tier {
  readonly upTo: number;
  readonly price: number;
}

export interface Source {
  /** The seller's own page. */
  readonly url: string;
  /** The day on which the price was read there, or written about, YYYY-MM-DD. */
  readonly date: string;
  /** Where it was read, if not there: pages that fill in their prices by script cannot be kept. */
  readonly seenAt?: string;
}

/** AWS's prices in one region. */
export interface RegionalPrices {
  /** CloudFront, HTTPS. */
  readonly edgeRequest: number;
  /** From CloudFront; what it fetches from AWS is free. */
  readonly edgeDataOutPerGigabyte: number;
  readonly restApiRequest: readonly Tier[];
  readonly dataOutPerGigabyte: number;
  readonly lambdaRequest: number;
  /** Arm, 64 bit. */
  readonly lambdaGigabyteSecond: readonly Tier[];
  readonly writeUnit: number;
  readonly readUnit: number;
  readonly storagePerGigabyteMonth: number;
  readonly backupPerGigabyteMonth: number;
  readonly secretPerMonth: number;
  readonly secretRead: number;
  readonly logPerGigabyte: number;
}

const million = 1_000_000;
const billion = 1_000 * million;

/** Other regions have other prices: a region is added with prices read for it, or not at all. */
export const regions: Readonly<Record<string, RegionalPrices>> = {
  "us-east-1": {
    edgeRequest: 0.01 / 10_000,
    edgeDataOutPerGigabyte: 0.085,
    restApiRequest: [
      { upTo: 333 * million, price: 3.5 / million },
      { upTo: billion, price: 2.8 / million },
      { upTo: 20 * billion, price: 2.38 / million },
      { upTo: Infinity, price: 1.51 / million },
    ],
    dataOutPerGigabyte: 0.09,
    lambdaRequest: 0.2 / million,
    lambdaGigabyteSecond: [
      { upTo: 7.5 * billion, price: 0.0000133334 },
      { upTo: 18.75 * billion, price: 0.0000120001 },
      { upTo: Infinity, price: 0.0000106667 },
    ],
    writeUnit: 0.625 / million,
    readUnit: 0.125 / million,
    storagePerGigabyteMonth: 0.25,
    backupPerGigabyteMonth: 0.2,
    secretPerMonth: 0.4,
    secretRead: 0.05 / 10_000,
    logPerGigabyte: 0.5,
  },
};

export const awsSources: readonly Source[] = [
  {
    url: "https://aws.amazon.com/cloudfront/pricing/",
    date: "2026-03-08",
    seenAt: "https://wring.co/blog/aws-cloudfront-pricing-guide",
  },
  { url: "https://aws.amazon.com/api-gateway/pricing/", date: "2026-09-20" },
  {
    url: "https://aws.amazon.com/lambda/pricing/",
    date: "2026-09-20",
    seenAt: "https://cloudchipr.com/blog/aws-lambda-pricing (Arm's tiers)",
  },
  {
    url: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    date: "2025-07-21",
    seenAt: "https://airbyte.com/data-engineering-resources/dynamodb-pricing",
  },
  { url: "https://aws.amazon.com/secrets-manager/pricing/", date: "2026-09-20" },
  {
    url: "https://aws.amazon.com/cloudwatch/pricing/",
    date: "2026-06-30",
    seenAt: "https://c3x.dev/blog/cloudwatch-logs-cost-optimization",
  },
];

export function describeSource({ url, date, seenAt }: Source): string {
  return `${date}  ${url}${seenAt === undefined ? "" : `, seen at ${seenAt}`}`;
}
