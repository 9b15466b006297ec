import { callingAws } from "../deployment/aws-fault.ts";
import { clientSettings, type Deployment, outputOf } from "../deployment/deployment.ts";
import { countedAttributes, VersionTally } from "./version-counts.ts";

/** Segments of the table that are read in parallel. */
const segments = 8;

export interface Counting {
  /** Strongly consistent reads, at twice the read units. */
  readonly consistently: boolean;
  readonly nowEpochSeconds: number;
  /** Receives the number of keys counted so far. */
  readonly progress: (keys: number) => void;
}

/**
 * Counts all keys by pepper version. It reads the whole table once, in parallel. DynamoDB charges half
 * a read unit per 4 KB, or one for consistent reads. Needs `dynamodb:Scan`.
 *
 * @throws CliError if the table cannot be reached
 */
export async function countVersions(
  deployment: Deployment,
  { consistently, nowEpochSeconds, progress }: Counting,
): Promise<VersionTally> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { DynamoDBDocumentClient, paginateScan } = await import("@aws-sdk/lib-dynamodb");
  const TableName = outputOf(deployment, "TableName");
  const tally = new VersionTally(nowEpochSeconds);
  let keys = 0;

  return callingAws(deployment.aws, `read the table ${TableName}`, async () => {
    const plain = new DynamoDBClient(await clientSettings(deployment, "dynamodb"));
    const client = DynamoDBDocumentClient.from(plain);
    const countSegment = async (Segment: number) => {
      const pages = paginateScan(
        { client },
        {
          TableName,
          Segment,
          TotalSegments: segments,
          ConsistentRead: consistently,
          FilterExpression: "sk = :key",
          ExpressionAttributeValues: { ":key": "KEY" },
          ProjectionExpression: countedAttributes.join(", "),
        },
      );
      for await (const { Items = [] } of pages) {
        for (const item of Items) tally.add(item);
        keys += Items.length;
        progress(keys);
      }
    };
    try {
      await Promise.all(Array.from({ length: segments }, (_, segment) => countSegment(segment)));
      return tally;
    } finally {
      plain.destroy();
    }
  });
}
