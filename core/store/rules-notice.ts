import type { JsonCall } from "../aws/json-service.ts";
import type { Deadline } from "../time/deadline.ts";
import { rulesNoticeKey } from "./item-keys.ts";

/**
 * Finds out whether there are keys with rules, strongly consistent, for one read unit.
 *
 * @throws as the call does
 */
export function createFindRulesNotice(tableName: string, call: JsonCall) {
  return async function findRulesNotice(deadline: Deadline): Promise<boolean> {
    const input = {
      TableName: tableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: rulesNoticeKey.pk } },
      ConsistentRead: true,
    };
    const { Count: count }: { readonly Count?: unknown } = Object(
      await call("Query", input, deadline),
    );
    return Number(count) > 0;
  };
}
