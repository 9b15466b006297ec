import { createHash, createHmac } from "node:crypto";
import { createScope, getSigningKey } from "@smithy/signature-v4";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A POST of JSON to the root of a service's endpoint: the only form that AWS JSON services take. */
export interface JsonRequest {
  readonly endpoint: URL;
  /** `X-Amz-Target`: the service and the operation. */
  readonly target: string;
  readonly contentType: string;
  readonly body: string;
}

/** Gives a request's headers, Signature Version 4 included. */
export type Sign = (request: JsonRequest) => Promise<Readonly<Record<string, string>>>;

export interface SignOptions {
  readonly service: "dynamodb" | "secretsmanager";
  readonly region: string;
  readonly credentials: () => AwsCredentials;
  readonly nowEpochMs: () => number;
}

/**
 * Signs requests. Keys are derived, and remembered, by AWS's signing package. Its request signer is
 * left out: made for any request of any service, it is two thirds of the package, and for this one
 * form of request the canonical text is a few lines. A test holds the result to the signer's.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSign({ service, region, credentials, nowEpochMs }: SignOptions): Sign {
  // The package looks its keys up by an HMAC of the credentials; comparing them is far cheaper.
  let known: { identity: AwsCredentials; shortDate: string; key: Uint8Array } | undefined;

  async function signingKey(identity: AwsCredentials, shortDate: string): Promise<Uint8Array> {
    if (known?.shortDate === shortDate && isSame(known.identity, identity)) return known.key;
    const key = await getSigningKey(NodeSha256, identity, shortDate, region, service);
    known = { identity, shortDate, key };
    return key;
  }

  return async function sign({ endpoint, target, contentType, body }) {
    const identity = credentials();
    const { accessKeyId, sessionToken } = identity;
    const date = new Date(nowEpochMs()).toISOString().replace(/[-:]|\.\d{3}/g, "");
    const shortDate = date.slice(0, 8);
    const scope = createScope(shortDate, region, service);
    const key = await signingKey(identity, shortDate);

    // In the order of their names, as they have to be signed.
    const headers: Record<string, string> = {
      "content-type": contentType,
      host: endpoint.host,
      "x-amz-date": date,
      ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
      "x-amz-target": target,
    };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const request = `POST\n${endpoint.pathname}\n\n${lines.join("")}\n${names}\n${sha256(body)}`;
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(request)}`;
    const signature = createHmac("sha256", key).update(toSign).digest("hex");
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return headers;
  };
}

function isSame(one: AwsCredentials, other: AwsCredentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

type Bytes = string | ArrayBuffer | ArrayBufferView;

/** Node's own SHA-256 in the shape that the signing package asks for. */
class NodeSha256 {
  readonly #hash;

  constructor(secret?: Bytes) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOrText(secret));
  }

  update(data: Bytes): void {
    this.#hash.update(bytesOrText(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): never {
    throw new Error("a hash serves once");
  }
}

function bytesOrText(data: Bytes): string | Uint8Array {
  if (typeof data === "string") return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
