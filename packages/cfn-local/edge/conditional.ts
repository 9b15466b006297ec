import { type HttpRequest, headerValue } from "../gateway/message.ts";

export interface Validators {
  /** Strong. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Bytes of an object, both ends included. */
export interface Part {
  readonly first: number;
  readonly last: number;
}

/**
 * Evaluates a request's conditions in the order of RFC 9110 (13.2.2). Returns undefined if they are
 * met or there are none.
 */
export function preconditionOf(
  { headers }: HttpRequest,
  { etag, lastModified }: Validators,
): 304 | 412 | undefined {
  const match = headerValue(headers, "If-Match");
  const noneMatch = headerValue(headers, "If-None-Match");
  const unmodified = timeOf(headerValue(headers, "If-Unmodified-Since"));
  const modified = timeOf(headerValue(headers, "If-Modified-Since"));
  const modifiedAt = wholeSeconds(lastModified);
  if (match !== undefined && !listsTag(match, etag)) return 412;
  if (match === undefined && unmodified !== undefined && modifiedAt > unmodified) return 412;
  if (noneMatch !== undefined) return listsTag(noneMatch, etag) ? 304 : undefined;
  return modified !== undefined && modifiedAt <= modified ? 304 : undefined;
}

/**
 * The part that a request asks for, if it asks for one. Several at once are answered with the whole
 * object, as S3 does not support them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Range)
 */
export function partOf(
  { method, headers }: HttpRequest,
  validators: Validators,
  bytes: number,
): Part | "unsatisfiable" | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headerValue(headers, "Range") ?? "");
  const [, from = "", to = ""] = match ?? [];
  if (method !== "GET" || from + to === "" || !isForThis(headers, validators)) return undefined;
  if (from === "") {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? "unsatisfiable" : { first: bytes - length, last: bytes - 1 };
  }
  const first = Number(from);
  const last = Math.min(to === "" ? bytes - 1 : Number(to), bytes - 1);
  if (to !== "" && Number(to) < first) return undefined;
  return first >= bytes ? "unsatisfiable" : { first, last };
}

/** If-Range: the part is wanted only of the very version that the client has the rest of. */
function isForThis(headers: HttpRequest["headers"], { etag, lastModified }: Validators): boolean {
  const condition = headerValue(headers, "If-Range");
  return (
    condition === undefined ||
    condition === etag ||
    timeOf(condition) === wholeSeconds(lastModified)
  );
}

/** Whether a list of tags has this one, weak or strong: a compressed object has its tag weakened. */
export function listsTag(tags: string, etag: string): boolean {
  const listed = tags.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return listed.includes("*") || listed.includes(etag);
}

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time / 1000;
}

function wholeSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
