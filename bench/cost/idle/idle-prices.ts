import type { Source } from "../prices.ts";

/** List prices in US dollars a month of what costs without a request, in us-east-1. */
export const idlePrices = {
  alarmMetric: 0.1,
  highResolutionAlarmMetric: 0.3,
  compositeAlarm: 0.5,
  dashboard: 3,
  secret: 0.4,
  webAcl: 5,
  webAclRule: 1,
  kmsKey: 1,
  hostedZone: 0.5,
  queueRequest: 0.4 / 1e6,
} as const;

export const idleSources: readonly Source[] = [
  { url: "https://aws.amazon.com/cloudwatch/pricing/", date: "2026-06-30" },
  { url: "https://aws.amazon.com/secrets-manager/pricing/", date: "2026-09-20" },
  {
    url: "https://aws.amazon.com/waf/pricing/",
    date: "2026-11-28",
    seenAt: "https://c3x.dev/blog/aws-waf-cost-explained/",
  },
];
