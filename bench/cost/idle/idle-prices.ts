import type { Source } from "../prices.ts";

interface IdlePrice {
  readonly usd: number;
  readonly source: Source;
}

const aws = (page: string) => `https://aws.amazon.com/${page}/pricing/`;

/** Each of these pages names the price as one of us-east-1, or of every region. */
const sources = {
  alarms: {
    url: aws("cloudwatch"),
    date: "2026-11-28",
    seenAt: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm (alarms)",
  },
  dashboards: {
    url: aws("cloudwatch"),
    date: "2026-06-13",
    seenAt:
      "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/ (dashboards)",
  },
  secrets: {
    url: aws("secrets-manager"),
    date: "2026-11-28",
    seenAt:
      "https://hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms",
  },
  waf: {
    url: aws("waf"),
    date: "2026-11-28",
    seenAt: "https://c3x.dev/blog/aws-waf-cost-explained/",
  },
  kms: {
    url: aws("kms"),
    date: "2026-06-13",
    seenAt: "https://www.factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region/",
  },
  dns: { url: aws("route53"), date: "2026-11-28", seenAt: "https://ns1.com/resources/aws-dns" },
  queues: {
    url: aws("sqs"),
    date: "2026-03-14",
    seenAt: "https://cloudburn.io/blog/amazon-sqs-pricing",
  },
} satisfies Record<string, Source>;

/** List prices in US dollars a month of what costs without a request, in us-east-1. */
export const idlePrices = {
  alarmMetric: { usd: 0.1, source: sources.alarms },
  highResolutionAlarmMetric: { usd: 0.3, source: sources.alarms },
  compositeAlarm: { usd: 0.5, source: sources.alarms },
  dashboard: { usd: 3, source: sources.dashboards },
  // A replica is taken for a secret: AWS's guide refers to its page of prices, which could not be kept.
  secret: { usd: 0.4, source: sources.secrets },
  webAcl: { usd: 5, source: sources.waf },
  webAclRule: { usd: 1, source: sources.waf },
  kmsKey: { usd: 1, source: sources.kms },
  hostedZone: { usd: 0.5, source: sources.dns },
  queueRequest: { usd: 0.4 / 1e6, source: sources.queues },
} as const satisfies Record<string, IdlePrice>;

export const idleSources: readonly Source[] = [
  ...new Set(Object.values(idlePrices).map(({ source }) => source)),
];
