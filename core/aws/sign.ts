import type { KeyObject } from "node:crypto";
import { createHmac, createSecretKey, hash } from "../builtin/crypto.ts";

/** Services by the name that their hosts and signatures have. */
export type AwsService = "dynamodb" | "events" | "logs" | "secretsmanager" | "sqs";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A POST of JSON to a service's endpoint: the only form that AWS JSON services take. */
export interface JsonRequest {
  readonly endpoint: URL;
  /** `X-Amz-Target`: the service and the operation. */
  readonly target: string;
  readonly contentType: string;
  readonly body: string;
}

/** Gives a request's headers, Signature Version 4 included. */
export type Sign = (request: JsonRequest) => Readonly<Record<string, string>>;

export interface SignOptions {
  readonly service: AwsService;
  readonly region: string;
  readonly credentials: () => AwsCredentials;
  readonly nowEpochMs: () => number;
}

/**
 * Signs requests. AWS's own packages do this for any request of any service; for this one form the
 * canonical text is a few lines. A test holds the result to AWS's signer over random requests.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createSign({ service, region, credentials, nowEpochMs }: SignOptions): Sign {
  let time: SigningTime | undefined;
  let known: { identity: AwsCredentials; shortDate: string; key: KeyObject } | undefined;

  function signingKey(identity: AwsCredentials, shortDate: string): KeyObject {
    if (known?.shortDate === shortDate && isSame(known.identity, identity)) return known.key;
    const key = deriveKey(identity, [shortDate, region, service, "aws4_request"]);
    known = { identity, shortDate, key };
    return key;
  }

  return function sign({ endpoint, target, contentType, body }) {
    const identity = credentials();
    const { accessKeyId, sessionToken } = identity;
    time = signingTime(nowEpochMs(), time);
    const { date, shortDate } = time;
    const scope = `${shortDate}/${region}/${service}/aws4_request`;
    const key = signingKey(identity, shortDate);

    // In the order of their names, as they have to be signed.
    const headers: Record<string, string> = {
      "content-type": contentType,
      host: endpoint.host,
      "x-amz-date": date,
      ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
      "x-amz-target": target,
    };
    let lines = "";
    for (const name in headers) lines += `${name}:${headers[name]}\n`;
    const names = sessionToken ? signedWithToken : signedWithoutToken;
    const request = `POST\n${endpoint.pathname}\n\n${lines}\n${names}\n${sha256(body)}`;
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(request)}`;
    const signature = createHmac("sha256", key).update(toSign).digest("hex");
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return headers;
  };
}

const signedWithoutToken = "content-type;host;x-amz-date;x-amz-target";
const signedWithToken = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";

interface SigningTime {
  readonly epochSecond: number;
  /** As ISO 8601 has it, without separators: `20261122T193005Z`. */
  readonly date: string;
  readonly shortDate: string;
}

/** Signatures know seconds only, so most requests share the text of one before them. */
function signingTime(nowEpochMs: number, before: SigningTime | undefined): SigningTime {
  const epochSecond = Math.floor(nowEpochMs / 1000);
  if (before?.epochSecond === epochSecond) return before;
  const date = new Date(nowEpochMs).toISOString().replace(/[-:]|\.\d{3}/g, "");
  return { epochSecond, date, shortDate: date.slice(0, 8) };
}

/** An HMAC of each part under the one before it, from the secret key on. */
function deriveKey({ secretAccessKey }: AwsCredentials, scope: readonly string[]): KeyObject {
  const first = createSecretKey(`AWS4${secretAccessKey}`, "utf8");
  return scope.reduce(
    (key, part) => createSecretKey(createHmac("sha256", key).update(part).digest()),
    first,
  );
}

function isSame(one: AwsCredentials, other: AwsCredentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
