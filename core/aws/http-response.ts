/** One whole answer in HTTP/1.1. */
export interface HttpResponse {
  readonly status: number;
  /** Read as UTF-8. */
  readonly body: string;
  /** Whether the server leaves the connection open for another request. */
  readonly keepsConnection: boolean;
  /** The `Date` field as it came, unparsed; undefined if there is none. */
  readonly date: string | undefined;
}

/** The bytes are not an answer that AWS gives, so none of them are used. The message quotes nothing. */
export class MalformedResponseError extends Error {
  override readonly name = "MalformedResponseError";
}

/** As much as Node's own client takes. */
const maximumHeadBytes = 16 * 1024;
/** An item has 400 KB at the most and a secret 64 KB; Base64 and JSON add to that. */
const maximumBodyBytes = 1024 * 1024;

const endOfHead = "\r\n\r\n";
/** 204 and 304 would have no body, whatever their head says. */
const statusLine = /^HTTP\/1\.([01]) (?!204|304)([2-5]\d\d)(?: [\t -~\u0080-\u00ff]*)?$/;
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldValue = /^[\t -~\u0080-\u00ff]*$/;

/**
 * Reads an answer from all that has come on a connection since the request.
 *
 * Takes less than the standard allows, so that no two readers of the same bytes could differ over
 * where an answer ends (RFC 9112, sections 6 and 11.2): one Content-Length or one
 * `Transfer-Encoding: chunked`, no interim answers, no trailers, no compression, nothing after the
 * end. All else is malformed.
 *
 * @returns undefined while the answer is not whole
 * @throws MalformedResponseError
 */
export function readResponse(received: Buffer): HttpResponse | undefined {
  const headLength = received.indexOf(endOfHead);
  if (headLength < 0) {
    mustBegin(received);
    return undefined;
  }
  if (headLength > maximumHeadBytes) throw new MalformedResponseError("a head too long");
  const { bodyLength, ...head } = readHead(received.toString("latin1", 0, headLength));
  const bodyStart = headLength + endOfHead.length;
  const body =
    bodyLength === "chunked"
      ? readChunks(received, bodyStart)
      : readSized(received, bodyStart, bodyLength);
  return body === undefined ? undefined : { ...head, body };
}

/** Recognises another protocol by its first bytes, instead of waiting for the timeout. */
function mustBegin(received: Buffer): void {
  if (received.length > maximumHeadBytes) throw new MalformedResponseError("a head too long");
  const protocol = "HTTP/1.";
  if (
    !protocol.startsWith(received.toString("latin1", 0, Math.min(received.length, protocol.length)))
  ) {
    throw new MalformedResponseError("not HTTP/1");
  }
}

interface ResponseHead extends Omit<HttpResponse, "body"> {
  readonly bodyLength: number | "chunked";
}

function readHead(head: string): ResponseHead {
  const [first = "", ...fields] = head.split("\r\n");
  const [, minorVersion, status] = statusLine.exec(first) ?? [];
  if (status === undefined) throw new MalformedResponseError("a malformed status line");
  let keepsConnection = minorVersion === "1";
  let length: string | undefined;
  let coding: string | undefined;
  let date: string | undefined;
  for (const field of fields) {
    const colon = field.indexOf(":");
    const name = field.slice(0, Math.max(colon, 0));
    const value = field.slice(colon + 1);
    if (!fieldName.test(name) || !fieldValue.test(value)) {
      throw new MalformedResponseError("a malformed header field");
    }
    switch (name.toLowerCase()) {
      case "content-length":
        length = onlyOne(length, value);
        break;
      case "transfer-encoding":
        coding = onlyOne(coding, value);
        break;
      case "content-encoding":
        throw new MalformedResponseError("an encoded body");
      case "connection":
        if (/\bclose\b/i.test(value)) keepsConnection = false;
        break;
      case "date":
        date = value;
        break;
    }
  }
  const bodyLength = bodyLengthOf(length, coding);
  return { status: Number(status), keepsConnection, date, bodyLength };
}

function onlyOne(before: string | undefined, value: string): string {
  if (before !== undefined) throw new MalformedResponseError("a repeated length");
  return value;
}

const chunkedCoding = /^ *chunked *$/i;
const lengthInBytes = /^ *\d{1,9} *$/;

function bodyLengthOf(length: string | undefined, coding: string | undefined): number | "chunked" {
  if (length === undefined && coding !== undefined && chunkedCoding.test(coding)) return "chunked";
  if (coding !== undefined || length === undefined || !lengthInBytes.test(length)) {
    throw new MalformedResponseError("no clear length");
  }
  if (Number(length) > maximumBodyBytes) throw new MalformedResponseError("a body too long");
  return Number(length);
}

function readSized(received: Buffer, start: number, length: number): string | undefined {
  const end = start + length;
  if (received.length < end) return undefined;
  if (received.length > end) throw new MalformedResponseError("more than one answer");
  return received.toString("utf8", start, end);
}

/** The longest line there can be before a chunk: its size in hexadecimal. */
const maximumSizeDigits = 6;

function readChunks(received: Buffer, start: number): string | undefined {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let lineStart = start; ; ) {
    const lineEnd = received.indexOf("\r\n", lineStart);
    const line = received.toString("latin1", lineStart, lineEnd < 0 ? received.length : lineEnd);
    if (lineEnd < 0) {
      if (line.length > maximumSizeDigits + 1)
        throw new MalformedResponseError("a malformed chunk");
      return undefined;
    }
    if (!/^[0-9a-f]{1,6}$/i.test(line)) throw new MalformedResponseError("a malformed chunk");
    const size = Number.parseInt(line, 16);
    total += size;
    if (total > maximumBodyBytes) throw new MalformedResponseError("a body too long");
    const chunkStart = lineEnd + 2;
    const chunkEnd = chunkStart + size;
    if (received.length < chunkEnd + 2) return undefined;
    if (received.toString("latin1", chunkEnd, chunkEnd + 2) !== "\r\n") {
      throw new MalformedResponseError("a malformed chunk");
    }
    if (size === 0) {
      if (received.length > chunkEnd + 2) throw new MalformedResponseError("more than one answer");
      return Buffer.concat(chunks).toString();
    }
    chunks.push(received.subarray(chunkStart, chunkEnd));
    lineStart = chunkEnd + 2;
  }
}
