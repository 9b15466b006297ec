import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import {
  type HeaderLine,
  type HttpRequest,
  type HttpResponse,
  headerValue,
} from "../gateway/message.ts";
import type { Encoding } from "../template/distribution/model.ts";

/*
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 */

const minBytes = 1_000;
const maxBytes = 10_000_000;
const statuses = [200, 403, 404];

/** The listed types that a site is likely to have. */
const compressibleTypes = new Set([
  "application/javascript",
  "application/json",
  "application/xml",
  "image/svg+xml",
  "text/css",
  "text/csv",
  "text/html",
  "text/javascript",
  "text/plain",
  "text/xml",
]);

const compressors: Readonly<Record<Encoding, (content: Buffer) => Promise<Buffer>>> = {
  br: (content) =>
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (content) => promisify(gzip)(content),
};

/** Compresses answers, and remembers for as long as their content lives what came of it. */
export class Compression {
  readonly #done = new WeakMap<Buffer, Map<Encoding, Promise<Buffer>>>();

  /** @param encodings what the behaviour allows, the best first */
  async apply(
    answer: HttpResponse,
    request: HttpRequest,
    encodings: readonly Encoding[],
  ): Promise<HttpResponse> {
    if (encodings.length === 0 || !isCompressible(answer)) return answer;
    const headers: HeaderLine[] = [...answer.headers, ["Vary", "Accept-Encoding"]];
    const accepted = acceptedEncodings(request);
    const encoding = encodings.find((candidate) => accepted.has(candidate));
    if (!encoding) return { ...answer, headers };
    return {
      status: answer.status,
      headers: [...headers.map(weakened), ["Content-Encoding", encoding]],
      body: await this.#compressed(answer.body, encoding),
    };
  }

  #compressed(content: Buffer, encoding: Encoding): Promise<Buffer> {
    const byEncoding = this.#done.get(content) ?? new Map<Encoding, Promise<Buffer>>();
    this.#done.set(content, byEncoding);
    const compressed = byEncoding.get(encoding) ?? compressors[encoding](content);
    byEncoding.set(encoding, compressed);
    return compressed;
  }
}

function isCompressible({ status, headers, body }: HttpResponse): boolean {
  const [type = ""] = (headerValue(headers, "Content-Type") ?? "").split(";");
  return (
    statuses.includes(status) &&
    body.length >= minBytes &&
    body.length <= maxBytes &&
    compressibleTypes.has(type.trim().toLowerCase()) &&
    headerValue(headers, "Content-Encoding") === undefined
  );
}

/** "If a request to CloudFront uses HTTP 1.0, CloudFront removes the Accept-Encoding header". */
function acceptedEncodings({ headers, protocol }: HttpRequest): Set<string> {
  if (protocol === "HTTP/1.0") return new Set();
  const codings = (headerValue(headers, "Accept-Encoding") ?? "").toLowerCase().split(",");
  const accepted = codings
    .map((coding) => coding.split(";").map((part) => part.trim()))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ""))
    .map(([name = ""]) => name);
  return new Set(accepted);
}

/** The compressed bytes are others, so their tag can no longer promise equality. */
function weakened([name, value]: HeaderLine): HeaderLine {
  const isStrong = name.toLowerCase() === "etag" && value.startsWith('"');
  return [name, isStrong ? `W/${value}` : value];
}
