import type { EligiblePlans, Plan } from "../account/plan.ts";
import type { AdmissionAttempt } from "../admission/admission.ts";
import { keyItemFormat } from "../key/key-record.ts";
import { type AttributeValue, binary, type Clauses, number, type Values } from "./clauses.ts";
import { keyItemKey } from "./item-keys.ts";
import { quotaRoom } from "./quota-clauses.ts";
import { room } from "./room-clauses.ts";

/** The body of an UpdateItem call. */
export interface AdmissionWrite {
  readonly TableName: string;
  readonly Key: Readonly<Record<string, AttributeValue>>;
  readonly ConditionExpression: string;
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, AttributeValue>>;
  readonly ReturnValues: "ALL_NEW" | "UPDATED_NEW";
  readonly ReturnValuesOnConditionCheckFailure: "ALL_OLD";
}

/** Then a write changes counters alone; in any other case the caller needs the item anew. */
function isInExpectedSecond({ expectedItem, second }: AdmissionAttempt): boolean {
  return expectedItem?.window.second === second;
}

/**
 * The one write that authenticates a key, checks its state, expiry, plan and quotas, and counts.
 *
 * In the second that the caller expects to be the latest it asks for the few attributes that it
 * changes; else for the whole item, to learn what to expect.
 */
export function admissionWrite(
  tableName: string,
  attempt: AdmissionAttempt,
  plans: PlanClauses,
): AdmissionWrite {
  const key = keyItemKey(attempt.keyId);
  const values: Values = {};
  let condition = "";
  let update = "";
  for (const part of [
    authenticity(attempt),
    readable,
    liveness(attempt, plans),
    rules(attempt),
    room(attempt),
    quotaRoom(attempt),
    use,
  ]) {
    for (const each of part.conditions) condition += condition === "" ? each : ` AND ${each}`;
    for (const each of part.assignments) update += update === "" ? `SET ${each}` : `, ${each}`;
    Object.assign(values, part.values);
  }
  return {
    TableName: tableName,
    Key: { pk: { S: key.pk }, sk: { S: key.sk } },
    ConditionExpression: condition,
    UpdateExpression: update,
    // Reserved words of DynamoDB's expressions.
    ExpressionAttributeNames: { "#plan": "plan", "#format": "format" },
    ExpressionAttributeValues: values,
    ReturnValues: isInExpectedSecond(attempt) ? "UPDATED_NEW" : "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** The presented key is this item's; its digest moves to the active pepper where it has to. */
function authenticity(attempt: AdmissionAttempt): Clauses {
  const { digest, upgradedDigest, secret, second } = attempt;
  const value = binary(digest.bytes);
  if (secret === "current" && !upgradedDigest)
    return { ...byCurrentDigest, values: { ":digest": value } };
  const names = secretNames[secret];
  const matches = `${names.digest} = :digest`;
  const isInGrace = "ou > :now";
  const upgrade = [`${names.digest} = :upgraded_digest`, `${names.pepper} = :upgraded_version`];
  return {
    conditions: [exists, matches, ...(secret === "previous" ? [isInGrace] : [])],
    assignments: [
      ...(upgradedDigest ? upgrade : []),
      ...(secret === "previous" ? ["oa = :second"] : []),
    ],
    values: {
      ":digest": value,
      ...(secret === "previous" ? { ":second": number(second) } : {}),
      ...(upgradedDigest
        ? {
            ":upgraded_digest": binary(upgradedDigest.bytes),
            ":upgraded_version": { S: upgradedDigest.pepperVersion },
          }
        : {}),
    },
  };
}

const secretNames = {
  current: { digest: "digest", pepper: "pepper" },
  previous: { digest: "od", pepper: "op" },
};
const exists = "attribute_exists(pk)";
const byCurrentDigest = { conditions: [exists, "digest = :digest"], assignments: [] };

/** Not of a newer version of this product, whose restrictions this one would not know. */
const readable: Clauses = {
  conditions: ["#format = :format"],
  assignments: [],
  values: { ":format": number(keyItemFormat) },
};

/** Neither paused, revoked, expired nor suspended, and on a plan that may call. */
function liveness(
  { nowEpochSeconds, expectedItem }: AdmissionAttempt,
  plans: PlanClauses,
): Clauses {
  const values: Values = { ":true": isTrue, ":now": number(nowEpochSeconds) };
  if (!expectedItem) return { ...plans.onAnyEligible, values: { ...values, ...plans.values } };
  if (!plans.eligible.includes(expectedItem.plan)) {
    throw new Error("an attempt was made for a plan that is not eligible");
  }
  values[":plan"] = { S: expectedItem.plan };
  return { ...onTheExpectedPlan, values };
}

/** The clauses about plans, put together once for all requests. */
export interface PlanClauses {
  readonly eligible: readonly Plan[];
  readonly onAnyEligible: Omit<Clauses, "values">;
  readonly values: Values;
}

export function planClauses({ eligible }: EligiblePlans): PlanClauses {
  const names = eligible.map((_, index) => `:eligible_${index}`);
  return {
    eligible,
    onAnyEligible: { conditions: [...isLive, `#plan IN (${names.join(", ")})`], assignments: [] },
    values: Object.fromEntries(eligible.map((plan, index) => [names[index], { S: plan }])),
  };
}

// Put together once: this is on every request's path.
const isLive = [
  "is_active = :true",
  "attribute_not_exists(revoked_at)",
  "(attribute_not_exists(expires_at) OR expires_at > :now)",
  "attribute_not_exists(suspended)",
];
const isTrue: AttributeValue = { BOOL: true };
const isExpectedPlan = "#plan = :plan";
const onTheExpectedPlan = { conditions: [...isLive, isExpectedPlan], assignments: [] };

/** The rules that the request was judged by are the key's. A version is of one set of rules for good. */
function rules({ policyVersion }: AdmissionAttempt): Clauses {
  return policyVersion === undefined
    ? withoutRules
    : { ...withRules, values: { ":policy_version": number(policyVersion) } };
}

const withoutRules: Clauses = {
  conditions: ["attribute_not_exists(policy_version)"],
  assignments: [],
  values: {},
};
const withRules = { conditions: ["policy_version = :policy_version"], assignments: [] };

/** The total of requests, which costs nothing beside the count. */
const use: Clauses = {
  conditions: [],
  assignments: ["total_requests = total_requests + :one"],
  values: { ":one": number(1) },
};
