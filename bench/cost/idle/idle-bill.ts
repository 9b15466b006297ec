import * as z from "zod";
import type { RegionalPrices } from "../prices.ts";
import { freeTypes } from "./free-types.ts";
import { idlePrices } from "./idle-prices.ts";

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export const templateSchema = z.object({ Resources: z.record(z.string(), resource) });

type Resource = z.infer<typeof resource>;

export interface IdleLine {
  readonly item: string;
  readonly count: number;
  /** US dollars a month. */
  readonly usd: number;
  /** Whether it is part of the web application firewall. */
  readonly isWaf: boolean;
}

export interface IdleBill {
  readonly lines: readonly IdleLine[];
  /** Types of resources that have neither a price here nor are known to be free while idle. */
  readonly unpriced: readonly string[];
}

interface Charge {
  readonly item: string;
  readonly count: number;
  readonly usd: number;
}

type Price = (properties: Resource["Properties"], prices: RegionalPrices) => readonly Charge[];

const minutesPerMonth = 30 * 24 * 60;

const charge = (item: string, { usd }: { readonly usd: number }, count = 1): Charge[] =>
  count === 0 ? [] : [{ item, count, usd: usd * count }];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** By type, what a resource costs in a month without a request. */
const priced: Readonly<Record<string, Price>> = {
  "AWS::CloudWatch::Alarm": ({ Metrics, Period }) => {
    const isFast = typeof Period === "number" && Period < 60;
    // "Alarms are billed based on the number of metrics per alarm": an expression is none.
    const metrics = list(Metrics).filter(
      (each) => typeof each === "object" && each !== null && "MetricStat" in each,
    );
    const price = isFast ? idlePrices.highResolutionAlarmMetric : idlePrices.alarmMetric;
    return charge("alarms, by metric", price, Math.max(1, metrics.length));
  },
  "AWS::CloudWatch::CompositeAlarm": () => charge("composite alarms", idlePrices.compositeAlarm),
  "AWS::CloudWatch::Dashboard": () => charge("dashboards", idlePrices.dashboard),
  "AWS::SecretsManager::Secret": ({ ReplicaRegions }) =>
    charge("secrets and their replicas", idlePrices.secret, 1 + list(ReplicaRegions).length),
  "AWS::WAFv2::WebACL": ({ Rules }) => [
    ...charge("web ACLs", idlePrices.webAcl),
    ...charge("web ACL rules", idlePrices.webAclRule, list(Rules).length),
  ],
  "AWS::KMS::Key": () => charge("KMS keys", idlePrices.kmsKey),
  "AWS::KMS::ReplicaKey": () => charge("KMS keys", idlePrices.kmsKey),
  "AWS::Route53::HostedZone": () => charge("hosted zones", idlePrices.hostedZone),
  "AWS::Events::Rule": ({ ScheduleExpression }, prices) => {
    const runs = runsPerMonth(ScheduleExpression);
    const usd = prices.lambdaRequest + secondsOfRun(prices);
    return charge("runs of schedules", { usd }, runs);
  },
  "AWS::Lambda::EventSourceMapping": ({ EventSourceArn }) => {
    // Lambda's reads of a stream are free.
    if (!JSON.stringify(EventSourceArn).match(/[Qq]ueue/)) return [];
    return charge("empty reads of queues", idlePrices.queueRequest, queueReads);
  },
};

/** Lambda begins with five readers of a queue, each waiting up to 20 seconds for a message. */
const queueReads = 5 * minutesPerMonth * 3;

/** A tenth of a second of 512 MB, and the read of an empty index. */
function secondsOfRun({ lambdaGigabyteSecond: [first], readUnit }: RegionalPrices): number {
  return 0.1 * 0.5 * (first?.price ?? 0) + readUnit;
}

function runsPerMonth(schedule: unknown): number {
  const [, amount, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(schedule)) ?? [];
  const minutes = { minute: 1, hour: 60, day: 1440 }[unit ?? ""];
  // A rule without a rate acts on events, or at most now and then.
  return minutes === undefined ? 0 : Math.round(minutesPerMonth / (Number(amount) * minutes));
}

/** The cost of some templates' resources in a month without a request, by line. */
export function idleBill(
  templates: readonly z.infer<typeof templateSchema>[],
  prices: RegionalPrices,
): IdleBill {
  const lines = new Map<string, IdleLine>();
  const unpriced = new Set<string>();
  for (const { Type, Properties } of templates.flatMap(({ Resources }) =>
    Object.values(Resources),
  )) {
    const priceOf = Object.hasOwn(priced, Type) ? priced[Type] : undefined;
    if (!priceOf && !freeTypes.some((free) => isOfType(Type, free))) unpriced.add(Type);
    for (const { item, count, usd } of priceOf?.(Properties, prices) ?? []) {
      const before = lines.get(item) ?? {
        item,
        count: 0,
        usd: 0,
        isWaf: isOfType(Type, "AWS::WAFv2::"),
      };
      lines.set(item, { ...before, count: before.count + count, usd: before.usd + usd });
    }
  }
  const sorted = [...lines.values()].sort((a, b) => b.usd - a.usd || a.item.localeCompare(b.item));
  return { lines: sorted, unpriced: [...unpriced].sort() };
}

/** A free type that ends in a colon stands for all below it. */
function isOfType(type: string, free: string): boolean {
  return free.endsWith(":") ? type.startsWith(free) : type === free;
}
