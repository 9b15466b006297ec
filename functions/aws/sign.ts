import { createHash, createHmac } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface JsonRequest {
  readonly endpoint: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Signs one POST with Signature Version 4. */
export type Sign = (request: JsonRequest) => Promise<Readonly<Record<string, string>>>;

export interface SignOptions {
  readonly service: "dynamodb" | "secretsmanager";
  readonly region: string;
  readonly credentials: () => AwsCredentials;
  readonly nowEpochMs: () => number;
}

/** @returns a function that gives a request's headers, the signature's included */
export function createSign(options: SignOptions): Sign {
  const signer = new SignatureV4({
    service: options.service,
    region: options.region,
    credentials: async () => options.credentials(),
    sha256: NodeSha256,
    // Both services take the hash from the canonical request; sending it as a header is S3's need.
    applyChecksum: false,
  });

  return async function sign({ endpoint, headers, body }) {
    const signed = await signer.sign(
      {
        method: "POST",
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        ...(endpoint.port ? { port: Number(endpoint.port) } : {}),
        path: endpoint.pathname,
        query: {},
        headers: { ...headers, host: endpoint.host },
        body,
      },
      { signingDate: new Date(options.nowEpochMs()) },
    );
    return signed.headers;
  };
}

/** Node's own SHA-256 in the shape that the signing package asks for. */
class NodeSha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash("sha256") : createHmac("sha256", bytesOrText(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOrText(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

function bytesOrText(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === "string") return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
