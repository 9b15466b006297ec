import { keyItemKey } from "../../core/store/item-keys.ts";
import { callingAws } from "./aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "./deployment.ts";

/**
 * Looks up the account of a key in the table. Needs `dynamodb:GetItem` on it, and reads only this one
 * attribute.
 *
 * @returns undefined if no key has that id
 * @throws CliError if the table cannot be reached
 */
export async function findAccountOf(
  keyId: string,
  deployment: Deployment,
): Promise<string | undefined> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { DynamoDBDocumentClient, GetCommand } = await import("@aws-sdk/lib-dynamodb");
  const TableName = outputOf(deployment, "TableName");
  const item = await callingAws(deployment.aws, `read the table ${TableName}`, async () => {
    const plain = new DynamoDBClient(await clientSettings(deployment, "dynamodb"));
    try {
      const get = new GetCommand({
        TableName,
        Key: { ...keyItemKey(keyId) },
        ProjectionExpression: "account_id",
        ConsistentRead: true,
      });
      return (await DynamoDBDocumentClient.from(plain).send(get)).Item;
    } finally {
      plain.destroy();
    }
  });
  return typeof item?.account_id === "string" ? item.account_id : undefined;
}
