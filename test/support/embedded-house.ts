import { randomBytes } from "node:crypto";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { rulesAt } from "../../core/key/key-rules.ts";
import type { ManagedKey } from "../../core/key/managed-key.ts";
import { parseKeyring } from "../../core/key/pepper.ts";
import { keyItemKey } from "../../core/store/item-keys.ts";
import { hotItem, policyItem } from "../../core/store/key-item.ts";
import { createVerifier, type Verifier } from "../../verifier/create-verifier.ts";
import type { VerifierOptions } from "../../verifier/options.ts";
import type { LocalClocks } from "../../verifier/table-clock.ts";
import { type AwsFront, startAwsFront } from "./aws-front.ts";
import { type IssuedKey, newKey } from "./keys.ts";
import { startTable, type TestTable } from "./table.ts";

/** A real table and a secret, and the verifiers of as many servers as a test wants. */
export interface EmbeddedHouse {
  readonly front: AwsFront;
  readonly table: TestTable;
  /** What the verifiers' onFault got. */
  readonly faults: Error[];
  issue(overrides?: Partial<ManagedKey>): Promise<IssuedKey>;
  /** As the management API does it, in the item that is judged. */
  revoke(keyId: string): Promise<void>;
  verifier(options?: Partial<VerifierOptions>, clocks?: LocalClocks): Verifier;
  stop(): Promise<void>;
}

export const credentials = { accessKeyId: "local", secretAccessKey: "local" };

export async function startEmbeddedHouse(): Promise<EmbeddedHouse> {
  const table = await startTable();
  const secret = JSON.stringify({ active: "v1", v1: randomBytes(32).toString("hex") });
  const keyring = parseKeyring(secret);
  const front = await startAwsFront(table.endpoint, secret);
  const verifiers: Verifier[] = [];
  const faults: Error[] = [];
  const put = (Item: Record<string, unknown>) =>
    table.client.send(new PutCommand({ TableName: table.name, Item }));
  return {
    front,
    table,
    faults,
    async issue(overrides = {}) {
      const { scopes, allowedIps, quotas } = overrides;
      const rules = rulesAt(1, { scopes, allowedIps, quotas });
      const issued = newKey(keyring, { ...rules, ...overrides });
      const policy = policyItem(issued.record);
      if (policy) await put(policy);
      await put(hotItem(issued.record));
      return issued;
    },
    async revoke(keyId) {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: keyItemKey(keyId),
          UpdateExpression: "SET revoked_at = :now, is_active = :false, version = version + :one",
          ExpressionAttributeValues: {
            ":now": Math.floor(Date.now() / 1000),
            ":false": false,
            ":one": 1,
          },
        }),
      );
    },
    verifier(options = {}, clocks) {
      const verifier = createVerifier(
        {
          tableName: table.name,
          pepperSecretArn: "pepper",
          region: "us-east-1",
          credentials,
          endpoints: { dynamodb: front.url, secretsManager: front.url },
          // Not what these tests are about: a busy machine takes its time.
          deadlineMs: 60_000,
          onFault: (fault) => faults.push(fault),
          ...options,
        },
        clocks,
      );
      verifiers.push(verifier);
      return verifier;
    },
    async stop() {
      for (const verifier of verifiers) await verifier.close();
      await front.stop();
      await table.stop();
    },
  };
}
