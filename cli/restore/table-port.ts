import type { DynamoDBClient, TableDescription } from "@aws-sdk/client-dynamodb";
import { expiringIndex } from "../../core/store/expiring-index.ts";
import { streamView, ttlAttribute } from "../../core/store/table-shape.ts";

/** A table's state, as far as a restore loses it. */
export interface TableState {
  readonly arn: string;
  /** Whether neither the table nor an index of it is being changed. */
  readonly isReady: boolean;
  /** `pk HASH, sk RANGE` */
  readonly keys: string;
  readonly hasIndex: boolean;
  readonly hasTtl: boolean;
  /** Undefined: the database has no such thing, as the embedded one. */
  readonly hasBackups: boolean | undefined;
  readonly isProtected: boolean;
  /** The ARN of a stream of new images. */
  readonly streamArn: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** The point in time that the table was restored to, if it was. */
  readonly restoredToEpochMs: number | undefined;
}

/** The settings of tables. Each change may be asked for again, and takes a while to be in force. */
export interface TablePort {
  /** @returns undefined if there is no such table */
  read(name: string): Promise<TableState | undefined>;
  addIndex(name: string): Promise<void>;
  enableTtl(name: string): Promise<void>;
  enableBackups(name: string): Promise<void>;
  protect(name: string): Promise<void>;
  enableStream(name: string): Promise<void>;
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
}

/** @throws (each of its functions) as the SDK does */
export async function openTablePort(client: DynamoDBClient): Promise<TablePort> {
  const sdk = await import("@aws-sdk/client-dynamodb");

  async function hasBackups(TableName: string): Promise<boolean | undefined> {
    try {
      const command = new sdk.DescribeContinuousBackupsCommand({ TableName });
      const { ContinuousBackupsDescription: backups } = await client.send(command);
      const status = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
      return status === "ENABLED";
    } catch (error) {
      if (error instanceof Error && error.name === "UnknownOperationException") return undefined;
      throw error;
    }
  }

  async function hasTtl(TableName: string): Promise<boolean> {
    const command = new sdk.DescribeTimeToLiveCommand({ TableName });
    const { TimeToLiveDescription: ttl } = await client.send(command);
    return /^ENABL/.test(ttl?.TimeToLiveStatus ?? "") && ttl?.AttributeName === ttlAttribute;
  }

  async function tagsOf(ResourceArn: string): Promise<Record<string, string>> {
    const tags: Record<string, string> = {};
    let NextToken: string | undefined;
    do {
      const more = NextToken === undefined ? {} : { NextToken };
      const page = await client.send(new sdk.ListTagsOfResourceCommand({ ResourceArn, ...more }));
      for (const { Key = "", Value = "" } of page.Tags ?? []) tags[Key] = Value;
      NextToken = page.NextToken;
    } while (NextToken);
    return tags;
  }

  return {
    async read(TableName) {
      const command = new sdk.DescribeTableCommand({ TableName });
      const answer = await client.send(command).catch((error) => {
        if (error instanceof sdk.ResourceNotFoundException) return undefined;
        throw error;
      });
      const table = answer?.Table;
      if (!table) return undefined;
      const arn = table.TableArn ?? "";
      const [ttl, backups, tags] = await Promise.all([
        hasTtl(TableName),
        hasBackups(TableName),
        tagsOf(arn),
      ]);
      return { ...described(table), arn, hasTtl: ttl, hasBackups: backups, tags };
    },
    async addIndex(TableName) {
      await client.send(
        new sdk.UpdateTableCommand({
          TableName,
          AttributeDefinitions: [
            { AttributeName: "sk", AttributeType: "S" },
            { AttributeName: "expires_at", AttributeType: "N" },
          ],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: expiringIndex,
                KeySchema: [
                  { AttributeName: "sk", KeyType: "HASH" },
                  { AttributeName: "expires_at", KeyType: "RANGE" },
                ],
                Projection: { ProjectionType: "KEYS_ONLY" },
              },
            },
          ],
        }),
      );
    },
    async enableTtl(TableName) {
      const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
      await client.send(new sdk.UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    },
    async enableBackups(TableName) {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      await client.send(
        new sdk.UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
      );
    },
    async protect(TableName) {
      await client.send(new sdk.UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    },
    async enableStream(TableName) {
      const StreamSpecification = { StreamEnabled: true, StreamViewType: streamView } as const;
      await client.send(new sdk.UpdateTableCommand({ TableName, StreamSpecification }));
    },
    async tag(ResourceArn, tags) {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await client.send(new sdk.TagResourceCommand({ ResourceArn, Tags }));
    },
  };
}

function described(table: TableDescription) {
  const { StreamSpecification: stream, GlobalSecondaryIndexes: indexes = [] } = table;
  const isActive = (status: string | undefined) => status === "ACTIVE" || status === undefined;
  return {
    isReady:
      isActive(table.TableStatus) && indexes.every(({ IndexStatus }) => isActive(IndexStatus)),
    keys: (table.KeySchema ?? []).map((key) => `${key.AttributeName} ${key.KeyType}`).join(", "),
    hasIndex: indexes.some(({ IndexName }) => IndexName === expiringIndex),
    isProtected: table.DeletionProtectionEnabled ?? false,
    streamArn:
      stream?.StreamEnabled && stream.StreamViewType === streamView
        ? table.LatestStreamArn
        : undefined,
    restoredToEpochMs: table.RestoreSummary?.RestoreDateTime?.getTime(),
  };
}
