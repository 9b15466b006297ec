import { gunzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { compress } from "../../gateway/compress.ts";
import type { HeaderLine } from "../../gateway/message.ts";
import { requestWith } from "../support/exchange.ts";

const text = "0123456789".repeat(10);

function answered(
  acceptEncoding: string | undefined,
  least: number | undefined,
  headers: HeaderLine[] = [],
) {
  const accepted =
    acceptEncoding === undefined ? [] : [["Accept-Encoding", acceptEncoding] as const];
  const answer = { status: 200, headers, body: Buffer.from(text) };
  return compress(answer, requestWith({ headers: accepted }), least);
}

const codingOf = ({ headers }: { headers: readonly HeaderLine[] }) =>
  headers.find(([name]) => name === "Content-Encoding")?.[1];

describe("a response of an API that compresses", () => {
  it.each([
    ["gzip, deflate, br, zstd", "gzip"],
    ["br, gzip", "gzip"],
    ["deflate", "deflate"],
    ["GZIP;q=0.5, identity;q=0.1", "gzip"],
    ["gzip;q=0.5, deflate", "deflate"],
    ["gzip;q=0.5, br", undefined],
    ["gzip;q=0", undefined],
    ["br", undefined],
    ["identity", undefined],
    ["*", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("to who accepts %j is coded as %j", async (accepted, coding) => {
    const answer = await answered(accepted, 100);
    expect(codingOf(answer)).toBe(coding);
    const decoded =
      coding === "gzip"
        ? gunzipSync(answer.body)
        : coding === "deflate"
          ? inflateSync(answer.body)
          : answer.body;
    expect(decoded.toString()).toBe(text);
  });

  it.each([
    ["the API compresses nothing", undefined, []],
    ["it is smaller than the API's least size", 101, []],
    ["its integration coded it", 100, [["content-encoding", "br"]]],
  ] satisfies [string, number | undefined, HeaderLine[]][])(
    "stays as it is where %s",
    async (_why, least, headers) => {
      const answer = await answered("gzip", least, headers);
      expect([answer.headers, answer.body.toString()]).toEqual([headers, text]);
    },
  );
});
