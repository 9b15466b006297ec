import type { EligiblePlans } from "../account/plan.ts";
import type { AdmissionAttempt } from "../admission/admission.ts";
import { keyItemFormat } from "../key/key-record.ts";
import { keyItemKey } from "./item-keys.ts";
import { takeQuotaRoom } from "./quota-room.ts";
import { type AttributeValue, binary, Update } from "./update.ts";
import { takeWindowRoom } from "./window-room.ts";

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
  plans: EligiblePlans,
): AdmissionWrite {
  const update = new Update();
  requireSecret(update, attempt);
  requireLiveness(update, attempt, plans);
  requireRules(update, attempt);
  takeWindowRoom(update, attempt);
  takeQuotaRoom(update, attempt);
  update.set("total_requests = total_requests + :one");
  update.let(":one", 1);
  const { pk, sk } = keyItemKey(attempt.keyId);
  return {
    TableName: tableName,
    Key: { pk: { S: pk }, sk: { S: sk } },
    ConditionExpression: update.condition,
    UpdateExpression: update.assignment,
    // Reserved words of DynamoDB's expressions.
    ExpressionAttributeNames: { "#plan": "plan", "#format": "format" },
    ExpressionAttributeValues: update.values,
    ReturnValues: isInExpectedSecond(attempt) ? "UPDATED_NEW" : "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
}

/** The presented key is this item's; its digest moves to the active pepper where it has to. */
function requireSecret(update: Update, attempt: AdmissionAttempt): void {
  const { digest, upgradedDigest, secret, second } = attempt;
  const [digestName, pepperName] = secretNames[secret];
  update.when(`attribute_exists(pk) AND ${digestName} = :digest`);
  update.values[":digest"] = binary(digest.bytes);
  if (upgradedDigest) {
    update.set(`${digestName} = :upgraded_digest, ${pepperName} = :upgraded_version`);
    update.values[":upgraded_digest"] = binary(upgradedDigest.bytes);
    update.values[":upgraded_version"] = { S: upgradedDigest.pepperVersion };
  }
  if (secret === "previous") {
    update.when("ou > :now");
    update.set("oa = :second");
    update.let(":second", second);
  }
}

const secretNames = { current: ["digest", "pepper"], previous: ["od", "op"] } as const;

/**
 * The item is not of a newer version of this product, whose restrictions this one would not know. The
 * key is neither paused, revoked, expired nor suspended, and on a plan that may call.
 */
function requireLiveness(
  update: Update,
  { nowEpochSeconds, expectedItem }: AdmissionAttempt,
  { eligible }: EligiblePlans,
): void {
  update.when(isLive);
  update.let(":format", keyItemFormat);
  update.values[":true"] = { BOOL: true };
  update.let(":now", nowEpochSeconds);
  if (!expectedItem) {
    const names = eligible.map((_, index) => `:eligible_${index}`);
    update.when(`#plan IN (${names.join(", ")})`);
    for (const [index, plan] of eligible.entries()) {
      update.values[`:eligible_${index}`] = { S: plan };
    }
    return;
  }
  if (!eligible.includes(expectedItem.plan)) {
    throw new Error("an attempt was made for a plan that is not eligible");
  }
  update.when("#plan = :plan");
  update.values[":plan"] = { S: expectedItem.plan };
}

const isLive =
  "#format = :format AND is_active = :true AND attribute_not_exists(revoked_at) AND " +
  "(attribute_not_exists(expires_at) OR expires_at > :now) AND attribute_not_exists(suspended)";

/** The rules that the request was judged by are the key's. A version is of one set of rules for good. */
function requireRules(update: Update, { policyVersion }: AdmissionAttempt): void {
  if (policyVersion === undefined) {
    update.when("attribute_not_exists(policy_version)");
  } else {
    update.when("policy_version = :policy_version");
    update.let(":policy_version", policyVersion);
  }
}
