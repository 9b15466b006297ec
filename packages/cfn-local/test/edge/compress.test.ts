import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { Compression } from "../../edge/compress.ts";
import { type HeaderLine, headerValue } from "../../gateway/message.ts";
import { requestWith } from "../support/exchange.ts";

const compression = new Compression();
const body = Buffer.from("compress me ".repeat(100));
const html: HeaderLine[] = [
  ["Content-Type", "text/html; charset=utf-8"],
  ["ETag", '"tag"'],
];

async function compress(
  accept: string | undefined,
  { headers = html, content = body, status = 200, protocol = "HTTP/1.1" } = {},
) {
  const lines: HeaderLine[] = accept === undefined ? [] : [["Accept-Encoding", accept]];
  const request = requestWith({ headers: lines, protocol });
  const answer = await compression.apply({ status, headers, body: content }, request, [
    "br",
    "gzip",
  ]);
  const header = (name: string) => headerValue(answer.headers, name);
  return {
    encoding: header("Content-Encoding"),
    etag: header("ETag"),
    vary: header("Vary"),
    answer,
  };
}

describe("compression", () => {
  it("prefers Brotli, and weakens the tag", async () => {
    const { encoding, etag, vary, answer } = await compress("gzip, deflate, br");
    expect([encoding, etag, vary]).toEqual(["br", 'W/"tag"', "Accept-Encoding"]);
    expect(brotliDecompressSync(answer.body)).toEqual(body);
  });

  it("takes gzip where that is all", async () => {
    const { encoding, answer } = await compress("gzip;q=0.5, br;q=0");
    expect(encoding).toBe("gzip");
    expect(gunzipSync(answer.body)).toEqual(body);
  });

  it("leaves an answer as it is for clients that accept neither, but says that it varies", async () => {
    for (const accept of [undefined, "", "identity", "deflate"]) {
      const { encoding, etag, vary, answer } = await compress(accept);
      expect([encoding, etag, vary]).toEqual([undefined, '"tag"', "Accept-Encoding"]);
      expect(answer.body).toBe(body);
    }
  });

  it("does nothing for HTTP/1.0", async () => {
    expect(await compress("gzip", { protocol: "HTTP/1.0" })).toMatchObject({ encoding: undefined });
  });

  it.each<[string, { content?: Buffer<ArrayBuffer>; headers?: HeaderLine[]; status?: number }]>([
    ["under 1,000 bytes", { content: body.subarray(0, 999) }],
    ["over 10,000,000 bytes", { content: Buffer.alloc(10_000_001, "a") }],
    ["of a type that is not listed", { headers: [["Content-Type", "font/woff2"]] }],
    ["without a type", { headers: [] }],
    ["encoded already", { headers: [...html, ["Content-Encoding", "gzip"]] }],
    ["of another status", { status: 206 }],
  ])("leaves alone what is %s", async (_name, parts) => {
    const { vary, answer } = await compress("br, gzip", parts);
    expect(vary).toBeUndefined();
    expect(answer.body).toBe(parts.content ?? body);
  });

  it("compresses the same content once", async () => {
    const [first, second] = [await compress("br"), await compress("br")];
    expect(second.answer.body).toBe(first.answer.body);
  });
});
