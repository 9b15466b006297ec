import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createGzip } from "node:zlib";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { hotItem } from "../../core/store/key-item.ts";
import type { Database } from "../../packages/cfn-local/services/database-process.ts";
import { findDynoxide, startDynoxide } from "../../packages/cfn-local/services/dynoxide.ts";
import { newKey, newKeyring } from "../../test/support/keys.ts";
import { dynamoDbItem } from "../harness/database/dynamodb-json.ts";

export interface FilledDatabase extends Database {
  readonly tableName: string;
}

const tableName = "bench-filled";

/**
 * The embedded database, on disk, with a table of so many keys. They come in as an export of
 * DynamoDB would, which is several times faster than writing them one by one.
 *
 * @throws Error if there is no embedded database for this platform
 */
export async function startFilledDatabase(keys: number): Promise<FilledDatabase> {
  const binary = findDynoxide();
  if (!binary) throw new Error("there is no embedded database for this platform");
  const directory = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const data = join(directory, "export", tableName, "data");
  const schema = join(directory, "schema.json");
  const file = join(directory, "database.sqlite");
  mkdirSync(data, { recursive: true });
  writeFileSync(schema, JSON.stringify(tableDescriptions));
  await pipeline(
    Readable.from(exportLines(keys)),
    createGzip({ level: 1 }),
    createWriteStream(join(data, "keys.json.gz")),
  );
  const source = join(directory, "export");
  await promisify(execFile)(binary, [
    "import",
    ...["--source", source, "--schema", schema, "--output", file],
  ]);
  const database = await startDynoxide(binary, file);
  return {
    ...database,
    tableName,
    async stop() {
      await database.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

const tableDescriptions = [
  {
    Table: {
      TableName: tableName,
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
    },
  },
];

const linesAtOnce = 1_000;

/** All alike but for their ids: nobody presents these keys. */
function* exportLines(keys: number): Generator<string> {
  const { record } = newKey(newKeyring());
  const item = dynamoDbItem(hotItem(record));
  for (let made = 0; made < keys; made += linesAtOnce) {
    const lines = Array.from({ length: Math.min(linesAtOnce, keys - made) }, () => {
      const { id } = issueKey(randomBytes, defaultKeyPrefix);
      const Item = { ...item, ...dynamoDbItem({ ...keyItemKey(id), key_id: id }) };
      return `${JSON.stringify({ Item })}\n`;
    });
    yield lines.join("");
  }
}
