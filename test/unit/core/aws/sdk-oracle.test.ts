import { createHash, createHmac } from "node:crypto";
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "@jest/globals";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import type { AdmissionAttempt } from "../../../../core/admission/admission.ts";
import { createJsonService } from "../../../../core/aws/json-service.ts";
import { type AwsCredentials, createSign } from "../../../../core/aws/sign.ts";
import { admissionWrite } from "../../../../core/store/admission-write.ts";
import { contractPlans } from "../../../support/contract-config.ts";
import { ample } from "../../../support/deadlines.ts";
import { startJsonServer } from "../../../support/json-server.ts";
import { newKey, newKeyring } from "../../../support/keys.ts";

/* AWS's own code as the oracle, for the two things that this product does in its place. */

const credentials: fc.Arbitrary<AwsCredentials> = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{40}$/),
    sessionToken: fc.stringMatching(/^[A-Za-z0-9/+=]{1,400}$/),
  },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);

const endpoint = fc.constantFrom(
  "https://dynamodb.us-east-1.amazonaws.com",
  "https://secretsmanager.eu-central-1.amazonaws.com",
  "https://dynamodb.cn-north-1.amazonaws.com.cn",
  "http://127.0.0.1:8000",
);

describe("a signature", () => {
  it("is what AWS's own signer makes of the same request", async () => {
    await fc.assert(
      fc.asyncProperty(
        credentials,
        endpoint,
        fc.constantFrom("dynamodb", "secretsmanager"),
        fc.stringMatching(/^[a-z]{2}-[a-z]{4,9}-[1-9]$/),
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.stringMatching(/^[A-Za-z_0-9]{1,20}\.[A-Za-z]{1,20}$/),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        async (identity, url, service, region, body, target, nowEpochMs) => {
          const contentType = "application/x-amz-json-1.0";
          const sign = createSign({
            service,
            region,
            credentials: () => identity,
            nowEpochMs: () => nowEpochMs,
          });
          const headers = await sign({ endpoint: new URL(url), target, contentType, body });

          const { hostname, host, port, protocol } = new URL(url);
          const signer = new SignatureV4({
            service,
            region,
            credentials: identity,
            sha256: NodeSha256,
            applyChecksum: false,
          });
          const expected = await signer.sign(
            {
              method: "POST",
              protocol,
              hostname,
              ...(port ? { port: Number(port) } : {}),
              path: "/",
              headers: { host, "content-type": contentType, "x-amz-target": target },
              body,
            },
            { signingDate: new Date(nowEpochMs) },
          );
          expect(headers).toEqual(expected.headers);
        },
      ),
      { numRuns: 300 },
    );
  });
});

const keyring = newKeyring("v2", ["v1", "v2"]);
const { record } = newKey(keyring);
const older = newKey(newKeyring("v1")).record.digest;

/** Whatever a container may ask of the table: with and without rules, in any second. */
const attempts: fc.Arbitrary<AdmissionAttempt> = fc
  .record({
    ahead: fc.constantFrom(0, 1, 2, 3, 30, 60, 61, 90_000, 10_000_000),
    count: fc.integer({ min: 0, max: 100 }),
    closed: fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 60, maxLength: 60 }),
    rateLimitPerMinute: fc.integer({ min: 0, max: 10_000 }),
    plan: fc.constantFrom(...contractPlans.eligible),
    secret: fc.constantFrom("current", "previous"),
    cost: fc.integer({ min: 1, max: 1_000 }),
    rules: fc.constantFrom(
      { policyVersion: undefined, quotas: undefined },
      { policyVersion: 3, quotas: { day: 5_000, month: 60_000, total: 1_000_000_000_000 } },
    ),
    isUpgraded: fc.boolean(),
    wantsToJoin: fc.boolean(),
  })
  .map(({ ahead, count, closed, rateLimitPerMinute, plan, secret, cost, rules, ...is }) => {
    const window = { second: 1_800_000_000, count, closed };
    const previous = { digest: older, validUntil: 4_000_000_000, lastUsedAt: undefined };
    const expectedItem = { ...record, window, rateLimitPerMinute, plan, previous };
    const second = window.second + ahead;
    return {
      keyId: record.id,
      secret,
      digest: secret === "current" ? record.digest : older,
      second,
      nowEpochSeconds: second,
      ...(is.isUpgraded ? { upgradedDigest: record.digest } : {}),
      cost,
      ...rules,
      expectedItem,
      isOptimisticJoin: is.wantsToJoin && ahead > 0 && ahead < 60,
    };
  });

describe("a request on the wire", () => {
  it("is what the SDK sends for the same command", async () => {
    const server = await startJsonServer([{ status: 200, body: "{}" }]);
    const identity = { accessKeyId: "id", secretAccessKey: "secret" };
    const sdk = new DynamoDBClient({
      endpoint: server.endpoint.href,
      region: "us-east-1",
      credentials: identity,
    });
    const { call } = createJsonService({
      endpoint: server.endpoint,
      targetPrefix: "DynamoDB_20120810",
      jsonVersion: "1.0",
      sign: createSign({
        service: "dynamodb",
        region: "us-east-1",
        credentials: () => identity,
        nowEpochMs: Date.now,
      }),
      attemptTimeoutMs: 5_000,
      random: Math.random,
    });
    try {
      const isSame = async (operation: string, input: object, send: () => Promise<unknown>) => {
        await call(operation, input, ample);
        await send();
        const [own, theirs] = server.requests.slice(-2);
        expect(own?.method).toBe(theirs?.method);
        expect(own?.url).toBe(theirs?.url);
        expect(JSON.parse(own?.body ?? "")).toEqual(JSON.parse(theirs?.body ?? ""));
        for (const name of ["content-type", "content-length", "x-amz-target", "host"]) {
          expect(own?.headers[name]).toBe(theirs?.headers[name]);
        }
        expect(own?.headers.authorization).toMatch(
          /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/us-east-1\/dynamodb\/aws4_request, /,
        );
      };
      await fc.assert(
        fc.asyncProperty(attempts, async (attempt) => {
          const write = admissionWrite("table", attempt, contractPlans);
          await isSame("UpdateItem", write, () =>
            sdk.send(new UpdateItemCommand(withBytes(write))),
          );
        }),
        { numRuns: 150 },
      );
      const read = {
        TableName: "table",
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: "KEY#é" } },
        ConsistentRead: true,
      };
      await isSame("Query", read, () => sdk.send(new QueryCommand(read)));
    } finally {
      sdk.destroy();
      await server.stop();
    }
  });
});

/** The SDK takes bytes where the wire has base64. */
function withBytes(write: ReturnType<typeof admissionWrite>): UpdateItemCommand["input"] {
  return JSON.parse(JSON.stringify(write), (name, value) =>
    name === "B" ? Buffer.from(value, "base64") : value,
  );
}

class NodeSha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", asBytes(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(asBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {}
}

function asBytes(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === "string") return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
