import { randomBytes } from "node:crypto";
import { defaultKeyPrefix, issueKey, issueKeyFor } from "../../core/key/api-key.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { digestKey, type Keyring } from "../../core/key/pepper.ts";
import { hotItem } from "../../core/store/key-item.ts";
import { Deadline } from "../../core/time/deadline.ts";
import { newKey } from "../../test/support/keys.ts";
import { newCall } from "../harness/database/clients.ts";
import { dynamoDbItem } from "../harness/database/dynamodb-json.ts";

/** The reasons for which a key of the right form and checksum is refused by 401. */
export const reasons = [
  "unknown",
  "wrong_secret",
  "superseded",
  "paused",
  "expired",
  "revoked",
] as const;
export type Reason = (typeof reasons)[number];

const longAgo = 1_700_000_000;

/** The stored key and the presented token for each reason. */
function keyFor(reason: Reason, keyring: Keyring): { item: ManagedKey | undefined; token: string } {
  const { key, record } = newKey(keyring);
  const token = key.text;
  const another = issueKeyFor(key.id, randomBytes, defaultKeyPrefix).text;
  switch (reason) {
    case "unknown":
      return { item: undefined, token: issueKey(randomBytes, defaultKeyPrefix).text };
    case "wrong_secret":
      return { item: record, token: another };
    case "superseded": {
      const digest = digestKey(another, keyring);
      if (!digest) throw new Error("the keyring lacks its active version");
      const previous = { digest: record.digest, validUntil: 0, lastUsedAt: undefined };
      return { item: { ...record, digest, previous }, token };
    }
    case "paused":
      return { item: { ...record, isActive: false }, token };
    case "expired":
      return { item: { ...record, expiresAt: longAgo }, token };
    case "revoked":
      return { item: { ...record, isActive: false, revokedAt: longAgo }, token };
  }
}

/** Puts keys into a running product's table. @returns the keys to present, each once */
export async function putRefusedKeys(
  endpoint: string,
  tableName: string,
  keyring: Keyring,
  count: number,
): Promise<{ reason: Reason; token: string }[]> {
  const call = newCall(endpoint);
  const made: { reason: Reason; token: string }[] = [];
  for (let index = 0; index < count; index++) {
    for (const reason of reasons) {
      const { item, token } = keyFor(reason, keyring);
      if (item) {
        const put = { TableName: tableName, Item: dynamoDbItem(hotItem(item)) };
        await call("PutItem", put, new Deadline(60_000));
      }
      made.push({ reason, token });
    }
  }
  return made;
}
