import type { IEventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ILogGroup } from "aws-cdk-lib/aws-logs";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { ownerAttributes } from "../core/key/key-record.ts";
import { expiringIndex } from "../core/store/expiring-index.ts";
import type { AnyTable } from "./constructs/latchkey-table.ts";

/** Partitions of the table, by how their keys begin. */
const keys = "KEY#*";
const accounts = "ACCOUNT#*";
const listOfAccounts = "ACCOUNTS";
const schedule = "SCHEDULE";
const contacts = "CONTACT#*";
const refusals = "REFUSALS#*";
const eventsOfAll = "EVENTS#*";

/**
 * Judging a request is one write to one key item, and now and then one query of it and its rules, so
 * that is all the authorizer may do: it can touch no account.
 */
export function mayJudgeKeys(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:Query", "dynamodb:UpdateItem"], [keys]);
}

/** Accounts, the lists of them and their events; no key, and so no digest. */
export function mayReadAccounts(table: AnyTable): PolicyStatement {
  return mayTouch(table, readActions, [accounts, listOfAccounts, contacts]);
}

/** Keys, with the accounts that they belong to, but not the list of accounts. */
export function readKeysStatement(table: AnyTable): PolicyStatement {
  return mayTouch(table, readActions, [keys, accounts]);
}

/** Single keys and what belongs to them. Whoever may not query cannot list the keys of an account. */
export function mayGetKeys(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:GetItem"], [keys, accounts]);
}

/** The counts of refusals, which lie in partitions of their own. */
export function mayReadRefusals(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:Query"], [refusals]);
}

export function mayCountRefusals(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:UpdateItem"], [refusals]);
}

/** The copies that list the events of all accounts. */
export function mayReadAllEvents(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:Query"], [eventsOfAll]);
}

/** The publisher may change no account, no key and no event of a trail. */
export function mayListEvents(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:PutItem"], [eventsOfAll]);
}

/** The owner of a key, and nothing else of it: no digest. */
export function mayFindAccounts(table: AnyTable): PolicyStatement {
  const statement = mayTouch(table, ["dynamodb:BatchGetItem"], [keys]);
  const attributes = ["pk", "sk", ...ownerAttributes];
  statement.addCondition("ForAllValues:StringEquals", { "dynamodb:Attributes": attributes });
  statement.addCondition("StringEquals", { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" });
  return statement;
}

/** Allows reading one item that does not exist, to see whether the table responds. */
export function mayProbe(table: AnyTable): PolicyStatement {
  return mayTouch(table, ["dynamodb:GetItem"], [listOfAccounts]);
}

/** Allows seeing whether secrets exist, but not their values. */
export function mayDescribe(...secrets: Secret[]): PolicyStatement {
  return new PolicyStatement({
    actions: ["secretsmanager:DescribeSecret"],
    resources: secrets.map(({ secretArn }) => secretArn),
  });
}

export function maySearch(log: ILogGroup): PolicyStatement {
  return new PolicyStatement({ actions: ["logs:FilterLogEvents"], resources: [log.logGroupArn] });
}

const readActions = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"];

/**
 * Writing in transactions, which IAM judges by the actions in them. Neither scan nor delete:
 * revoked keys and audit events stay.
 *
 * Every partition, since one transaction spans an account, its keys and the list of accounts, and
 * AWS does not say whether a condition on leading keys is then asked of each action or of all.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function mayWriteItems(table: AnyTable): PolicyStatement {
  return new PolicyStatement({
    actions: ["dynamodb:PutItem", "dynamodb:UpdateItem"],
    resources: [table.tableArn],
  });
}

/** Notices read keys by when they expire, and write events and how far they have come. */
export function mayWriteNotices(table: AnyTable): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ["dynamodb:Query"],
      resources: [`${table.tableArn}/index/${expiringIndex}`],
    }),
    mayTouch(table, ["dynamodb:GetItem"], [keys, accounts, schedule]),
    mayTouch(table, ["dynamodb:PutItem"], [accounts, schedule]),
  ];
}

/** Lambda reads the stream by the role of the function. */
export function mayReadStream(table: AnyTable): PolicyStatement[] {
  const { tableStreamArn } = table;
  if (tableStreamArn === undefined) throw new Error("The table has no stream");
  return [
    new PolicyStatement({
      actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
      resources: [tableStreamArn],
    }),
    new PolicyStatement({
      actions: ["dynamodb:ListStreams"],
      resources: [`${table.tableArn}/stream/*`],
    }),
  ];
}

export function mayConsume(queue: IQueue): PolicyStatement {
  return new PolicyStatement({
    actions: [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
    ],
    resources: [queue.queueArn],
  });
}

export function maySendTo(...queues: readonly IQueue[]): PolicyStatement {
  return new PolicyStatement({
    actions: ["sqs:SendMessage"],
    resources: queues.map(({ queueArn }) => queueArn),
  });
}

export function mayPutEvents(bus: Pick<IEventBus, "eventBusArn">): PolicyStatement {
  return new PolicyStatement({ actions: ["events:PutEvents"], resources: [bus.eventBusArn] });
}

export function mayRead(secret: Secret): PolicyStatement {
  return new PolicyStatement({
    actions: ["secretsmanager:GetSecretValue"],
    resources: [secret.secretArn],
  });
}

/** The embedded verifier's permissions: the authorizer's own. */
export function verifierStatements(table: AnyTable, pepper: Secret) {
  return [mayJudgeKeys(table), mayRead(pepper)].map(({ actions, resources, conditions }) => ({
    actions,
    resourceArns: resources,
    conditions: { ...conditions },
  }));
}

/**
 * `ForAllValues` also holds where a request has no leading key at all, but these actions always
 * have one.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function mayTouch(
  table: AnyTable,
  actions: readonly string[],
  partitions: string[],
): PolicyStatement {
  return new PolicyStatement({
    actions: [...actions],
    resources: [table.tableArn],
    conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } },
  });
}
