import { createHash, randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { HeaderLine, HttpRequest, HttpResponse } from "../gateway/message.ts";
import type { BucketModel, ObjectModel } from "../template/bucket/model.ts";
import { partOf, preconditionOf } from "./conditional.ts";

interface StoredObject {
  readonly content: Buffer;
  readonly headers: readonly HeaderLine[];
  readonly etag: string;
  readonly lastModified: Date;
}

/**
 * An S3 bucket, as a distribution reads it. Keys are looked up in a list: no file of this machine
 * can be had by a path, however it is spelt.
 */
export class Bucket {
  readonly #models: ReadonlyMap<string, ObjectModel>;
  readonly #stored = new Map<string, Promise<StoredObject>>();

  constructor({ objects }: BucketModel) {
    this.#models = objects;
  }

  /** Takes GET and HEAD, which is all that the bucket's policy lets a distribution do. */
  async answer(request: HttpRequest): Promise<HttpResponse> {
    const key = keyOf(request.path);
    if (key === undefined) return failure(400, "InvalidURI", "Couldn't parse the specified URI.");
    const isRead = request.method === "GET" || request.method === "HEAD";
    const object = isRead ? await this.#find(key) : undefined;
    // Not 404: without permission to list a bucket, one must not learn which keys are absent.
    return object ? found(object, request) : failure(403, "AccessDenied", "Access Denied");
  }

  #find(key: string): Promise<StoredObject> | undefined {
    const model = this.#models.get(key);
    if (!model) return undefined;
    const stored = this.#stored.get(key) ?? load(model);
    this.#stored.set(key, stored);
    return stored;
  }
}

function keyOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1));
  } catch {
    return undefined;
  }
}

/** Loads an object as a deployment would upload it. Its tag is its MD5, as for S3's single-part uploads. */
async function load({ file, replacements, headers }: ObjectModel): Promise<StoredObject> {
  const [raw, { mtime }] = await Promise.all([readFile(file), stat(file)]);
  let text = raw.toString("latin1");
  for (const [marker, value] of replacements) {
    text = text.replaceAll(marker, () => Buffer.from(value).toString("latin1"));
  }
  const content = replacements.length > 0 ? Buffer.from(text, "latin1") : raw;
  const etag = `"${createHash("md5").update(content).digest("hex")}"`;
  return { content, headers, etag, lastModified: mtime };
}

function found(object: StoredObject, request: HttpRequest): HttpResponse {
  const { content, etag, lastModified, headers } = object;
  const validators: HeaderLine[] = [
    ["Last-Modified", lastModified.toUTCString()],
    ["ETag", etag],
    ...headers.filter(([name]) => name !== "Content-Type"),
  ];
  const outcome = preconditionOf(request, { etag, lastModified });
  if (outcome === 304) return { status: 304, headers: validators, body: Buffer.alloc(0) };
  if (outcome === 412) return failure(412, "PreconditionFailed", "A precondition failed.");
  const common: HeaderLine[] = [
    ...headers.filter(([name]) => name === "Content-Type"),
    ...validators,
    ["Accept-Ranges", "bytes"],
    ["Server", "AmazonS3"],
  ];
  const part = partOf(request, { etag, lastModified }, content.length);
  if (part === "unsatisfiable") {
    return failure(416, "InvalidRange", "The requested range is not satisfiable");
  }
  if (!part) return { status: 200, headers: common, body: content };
  return {
    status: 206,
    headers: [...common, ["Content-Range", `bytes ${part.first}-${part.last}/${content.length}`]],
    body: content.subarray(part.first, part.last + 1),
  };
}

function failure(status: number, code: string, message: string): HttpResponse {
  const requestId = randomBytes(8).toString("hex").toUpperCase();
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Error><Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId></Error>`,
  ].join("\n");
  return {
    status,
    headers: [
      ["Content-Type", "application/xml"],
      ["Server", "AmazonS3"],
    ],
    body: Buffer.from(body),
  };
}
