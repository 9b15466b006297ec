import type { EligiblePlans } from "../account/plan.ts";
import type { AdmissionAttempt, Admit } from "../admission/admission.ts";
import { AwsError } from "../aws/aws-error.ts";
import type { JsonCall } from "../aws/json-service.ts";
import { asCount, type KeyRecord, parseKeyRecord } from "../key/key-record.ts";
import { type QuotaPeriod, type Quotas, type QuotaUse, usedAttributes } from "../key/quotas.ts";
import { type AdmissionWrite, admissionWrite } from "./admission-write.ts";
import { plainItem, plainValue } from "./attribute-value.ts";

/** Sends admissions to the table: one UpdateItem each. */
export function createAdmit(tableName: string, call: JsonCall, plans: EligiblePlans): Admit {
  return async function admit(attempt, deadline) {
    const write = admissionWrite(tableName, attempt, plans);
    let answer: unknown;
    try {
      answer = await call("UpdateItem", write, deadline);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ConditionalCheckFailedException") {
        throw error;
      }
      const { Item } = error.details;
      if (Item === undefined) return { kind: "unknown" };
      return { kind: "refused", record: parseKeyRecord(plainItem(Item)) };
    }
    return { kind: "admitted", record: recordAfter(attempt, write, attributesOf(answer)) };
  };
}

function attributesOf(answer: unknown): Readonly<Record<string, unknown>> {
  const { Attributes: attributes }: { readonly Attributes?: unknown } = Object(answer);
  return Object(attributes);
}

/**
 * A write in the expected second changes counters alone, and answers with those; the rest is as the
 * condition held it to be. How far the day's counter has come is not asked for.
 */
function recordAfter(
  { expectedItem, upgradedDigest, secret, second, quotas }: AdmissionAttempt,
  { ReturnValues }: AdmissionWrite,
  attributes: Readonly<Record<string, unknown>>,
): KeyRecord {
  if (!expectedItem || ReturnValues === "ALL_NEW") return parseKeyRecord(plainItem(attributes));
  // Of the day's counters, which AWS and emulators return in different ways, nothing is needed.
  const window = {
    second: expectedItem.window.second,
    count: asCount(plainValue(attributes.n), "n"),
    closed: expectedItem.window.closed,
  };
  const totalRequests = asCount(plainValue(attributes.total_requests), "total_requests");
  const quotaUse = quotas ? quotaUseAfter(quotas, attributes) : expectedItem.quotaUse;
  const after = { ...expectedItem, window, totalRequests, quotaUse };
  if (secret === "current") return upgradedDigest ? { ...after, digest: upgradedDigest } : after;
  const { previous } = expectedItem;
  if (!previous) throw new Error("a previous secret was used that the expected item lacks");
  const digest = upgradedDigest ?? previous.digest;
  return { ...after, previous: { ...previous, digest, lastUsedAt: second } };
}

function quotaUseAfter(quotas: Quotas, attributes: Readonly<Record<string, unknown>>): QuotaUse {
  const usedOf = (period: QuotaPeriod) => {
    const name = usedAttributes[period];
    return quotas[period] === undefined ? undefined : asCount(plainValue(attributes[name]), name);
  };
  return { day: usedOf("day"), month: usedOf("month"), total: usedOf("total") };
}
