import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Bucket } from "../../edge/bucket.ts";
import { headerValue } from "../../gateway/message.ts";
import { requestWith } from "../support/exchange.ts";

const directory = mkdtempSync(join(tmpdir(), "cfn-local-bucket-"));
const file = join(directory, "page.html");
writeFileSync(file, "<p>MARKER, MARKER, ü</p>");
utimesSync(file, 1_800_000_000, 1_800_000_000.9);
const lastModified = new Date(1_800_000_000_000).toUTCString();
const earlier = new Date(1_799_999_999_000).toUTCString();

const bucket = new Bucket({
  name: "bucket",
  regionalDomainName: "bucket.s3.us-east-1.amazonaws.com",
  readers: new Set(),
  objects: new Map([
    [
      "docs/a b.html",
      {
        file,
        replacements: [["MARKER", "$& ä"]],
        headers: [
          ["Content-Type", "text/html"],
          ["Cache-Control", "no-cache"],
        ],
      },
    ],
  ]),
});
const content = "<p>$& ä, $& ä, ü</p>";

async function ask(
  headers: Record<string, string> = {},
  path = "/docs/a%20b.html",
  method = "GET",
) {
  const answer = await bucket.answer(
    requestWith({ method, path, headers: Object.entries(headers) }),
  );
  const header = (name: string) => headerValue(answer.headers, name);
  return { status: answer.status, text: answer.body.toString(), header };
}

describe("a bucket", () => {
  it("answers with an object as it was deployed, markers replaced", async () => {
    const { status, text, header } = await ask();
    expect([status, text]).toEqual([200, content]);
    expect(header("Content-Type")).toBe("text/html");
    expect(header("Cache-Control")).toBe("no-cache");
    expect(header("ETag")).toMatch(/^"[0-9a-f]{32}"$/);
    expect(header("Last-Modified")).toBe(lastModified);
  });

  it.each([
    "/docs",
    "/",
    "/docs/a+b.html",
    "/docs//a%20b.html",
    "/docs/../docs/a%20b.html",
    "/%2e%2e/etc/passwd",
    "/..%2f..%2fetc%2fpasswd",
    `/${encodeURIComponent(file)}`,
    "/docs/a%20b.html%00",
  ])("says of %s, which it has not, no more than that it is forbidden", async (path) => {
    const { status, text, header } = await ask({}, path);
    expect(status).toBe(403);
    expect(text).toContain("<Code>AccessDenied</Code>");
    expect(header("Content-Type")).toBe("application/xml");
  });

  it("takes no path that is no UTF-8, and nothing but reading", async () => {
    expect(await ask({}, "/%ff")).toMatchObject({ status: 400 });
    expect(await ask({}, "/docs/a%20b.html", "PUT")).toMatchObject({ status: 403 });
  });

  it("answers 304 to whoever has it already", async () => {
    const etag = (await ask()).header("ETag") ?? "";
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const { status, text, header } = await ask({ "If-None-Match": condition });
      expect([status, text, header("ETag")]).toEqual([304, "", etag]);
    }
    expect(await ask({ "If-None-Match": '"other"' })).toMatchObject({ status: 200 });
    expect(await ask({ "If-Modified-Since": lastModified })).toMatchObject({ status: 304 });
    expect(await ask({ "If-Modified-Since": earlier })).toMatchObject({ status: 200 });
    expect(await ask({ "If-Modified-Since": "yesterday" })).toMatchObject({ status: 200 });
    const both = { "If-None-Match": '"other"', "If-Modified-Since": lastModified };
    expect(await ask(both)).toMatchObject({ status: 200 });
  });

  it("answers 412 to whoever wants another version", async () => {
    expect(await ask({ "If-Match": '"other"' })).toMatchObject({ status: 412 });
    expect(await ask({ "If-Unmodified-Since": earlier })).toMatchObject({ status: 412 });
  });

  it.each([
    ["bytes=0-2", "<p>"],
    ["bytes=-4", "</p>"],
    ["bytes=17-", "ü</p>"],
  ])("gives the part %s", async (Range, text) => {
    const answer = await ask({ Range });
    expect(answer).toMatchObject({ status: 206, text });
    expect(answer.header("Content-Range")).toMatch(/^bytes \d+-\d+\/23$/);
  });

  it.each([
    ["bytes=23-", 416],
    ["bytes=-0", 416],
    ["bytes=3-1", 200],
    ["bytes=0-1,3-4", 200],
    ["lines=1-2", 200],
  ])("answers %s with %i", async (Range, status) => {
    expect(await ask({ Range })).toMatchObject({ status });
  });

  it("gives no part of another version", async () => {
    const answer = await ask({ Range: "bytes=0-2", "If-Range": '"other"' });
    expect(answer).toMatchObject({ status: 200, text: content });
  });
});
