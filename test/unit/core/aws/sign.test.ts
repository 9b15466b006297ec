import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { createSign } from "../../../../core/aws/sign.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "not+a/secret" };
const body = '{"TableName":"latchkey","é":1}';

function signer(
  service: "dynamodb" | "secretsmanager",
  sessionToken?: string,
  nowEpochMs = Date.UTC(2026, 10, 22, 19, 30, 5),
) {
  return createSign({
    service,
    region: "eu-west-1",
    credentials: () => ({ ...credentials, ...(sessionToken ? { sessionToken } : {}) }),
    nowEpochMs: () => nowEpochMs,
  });
}

/** Signature Version 4 written out from "Create a signed AWS API request" of the IAM user guide. */
function expectedSignature(headers: Readonly<Record<string, string>>, service: string): string {
  const names = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .filter((name) => name !== "authorization")
    .sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = ["POST", "/", "", lines, names.join(";"), hash(body)].join("\n");
  const scope = `20261122/eu-west-1/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", "20261122T193005Z", scope, hash(canonical)].join("\n");
  const key = ["20261122", "eu-west-1", service, "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  return [
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}`,
    `SignedHeaders=${names.join(";")}`,
    `Signature=${hmac(key, text).toString("hex")}`,
  ].join(", ");
}

describe("a signed request", () => {
  const request = { target: "X.Y", contentType: "application/x-amz-json-1.0", body };

  it.each([
    ["dynamodb", "https://dynamodb.eu-west-1.amazonaws.com", "token/with+signs=="],
    ["secretsmanager", "https://secretsmanager.eu-west-1.amazonaws.com", undefined],
    ["dynamodb", "http://127.0.0.1:8000", undefined],
  ] as const)("of %s at %s has the signature that AWS computes", async (service, url, token) => {
    const endpoint = new URL(url);
    const signed = await signer(service, token)({ endpoint, ...request });
    expect(signed.authorization).toBe(expectedSignature(signed, service));
  });

  it("names host, port included, time and session token, and signs every header", async () => {
    const endpoint = new URL("http://127.0.0.1:8000");
    const signed = await signer("dynamodb", "token")({ endpoint, ...request });
    expect(signed).toMatchObject({
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "X.Y",
      host: "127.0.0.1:8000",
      "x-amz-date": "20261122T193005Z",
      "x-amz-security-token": "token",
    });
    expect(signed.authorization).toContain(
      "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,",
    );
    expect(JSON.stringify(signed)).not.toContain(credentials.secretAccessKey);
  });

  it("reads the credentials anew each time, since Lambda may replace them", async () => {
    const ids = ["FIRST", "SECOND"];
    const sign = createSign({
      service: "dynamodb",
      region: "eu-west-1",
      credentials: () => ({ ...credentials, accessKeyId: ids.shift() ?? "" }),
      nowEpochMs: () => 0,
    });
    const endpoint = new URL("https://dynamodb.eu-west-1.amazonaws.com");
    const first = await sign({ endpoint, ...request });
    const second = await sign({ endpoint, ...request });
    expect(first.authorization).toContain("Credential=FIRST/");
    expect(second.authorization).toContain("Credential=SECOND/");
  });

  it.each([
    ["key", { accessKeyId: "AKIDOTHER" }, 0],
    ["secret", { secretAccessKey: "another/secret" }, 0],
    ["session token", { sessionToken: "another" }, 0],
    ["second", {}, 1_000],
    ["day", {}, 86_400_000],
  ])("does not sign with what it derived for another %s", (_, change, laterMs) => {
    const endpoint = new URL("https://dynamodb.eu-west-1.amazonaws.com");
    const state = { credentials: { ...credentials, sessionToken: "token" }, nowEpochMs: 0 };
    const create = () =>
      createSign({
        service: "dynamodb",
        region: "eu-west-1",
        credentials: () => state.credentials,
        nowEpochMs: () => state.nowEpochMs,
      });
    const sign = create();
    const before = sign({ endpoint, ...request });
    state.credentials = { ...state.credentials, ...change };
    state.nowEpochMs += laterMs;
    const signed = sign({ endpoint, ...request });
    expect(signed).not.toEqual(before);
    expect(signed).toEqual(create()({ endpoint, ...request }));
  });
});

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
