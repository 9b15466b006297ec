import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { defaultKeyPrefix, issueKey } from "../../core/key/api-key.ts";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { rawRequest } from "../support/raw-http.ts";
import { rawDocumented } from "./support/documented.ts";
import { newAccount, newKeyOf } from "./support/operator.ts";
import { tableContents } from "./support/table-contents.ts";

let latchkey: RunningLatchkey;
let key: string;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
  ({ key } = await newKeyOf(latchkey, await newAccount(latchkey, "enterprise")));
});

afterAll(async () => {
  await latchkey.stop();
});

const missing = '{"error":"Missing Authorization Bearer token"}';
const invalid = '{"error":"Invalid API key"}';
const made = issueKey(randomBytes, defaultKeyPrefix).text;

/** `KEY` stands for a live key, which the rows cannot know when they are collected. */
const missingRows: [string, string[]][] = [
  ["no header", []],
  ["an empty header", ["Authorization:"]],
  ["only spaces", ["Authorization:    "]],
  ["the scheme alone", ["Authorization: Bearer"]],
  ["the scheme and spaces", ["Authorization: Bearer   "]],
  ["the key alone", ["Authorization: KEY"]],
  ["another scheme", ["Authorization: Basic KEY"]],
  ["a scheme that begins alike", ["Authorization: Bearerx KEY"]],
  ["no space between", ["Authorization: BearerKEY"]],
  ["a tab between", ["Authorization: Bearer\tKEY"]],
  ["a no-break space between", ["Authorization: Bearer\u00a0KEY"]],
  ["a no-break space within", ["Authorization: Bearer KEY\u00a0"]],
  ["a zero-width space before the key", ["Authorization: Bearer \u200bKEY"]],
  ["a zero-width space after the key", ["Authorization: Bearer KEY\u200b"]],
  ["letters of another script", ["Authorization: Bearer ѕk_live_KEY"]],
  ["two tokens", ["Authorization: Bearer KEY KEY"]],
  ["a token and a parameter", ["Authorization: Bearer KEY realm=x"]],
  ["two headers", ["Authorization: Bearer KEY", "Authorization: Bearer KEY"]],
  ["a list of two credentials", ["Authorization: Bearer KEY, Bearer KEY"]],
  ["another header", ["X-Api-Key: KEY"]],
  ["a proxy's header", ["Proxy-Authorization: Bearer KEY"]],
];

const invalidRows: [string, string][] = [
  ["one character", "x"],
  ["a placeholder", "sk_live_your_key_here"],
  ["the key in quotes", '"KEY"'],
  ["the key in angle brackets", "<KEY>"],
  ["the key twice with a comma", "KEY,KEY"],
  ["the key with a comma", "KEY,"],
  ["a key in capitals", made.toUpperCase()],
  ["a key without its last character", made.slice(0, -1)],
  ["a key with a character more", `${made}0`],
  ["a key of another prefix", made.replace("sk_live_", "sk_test_")],
  ["a key with a URL escape", made.replace("sk_", "sk%5f")],
  ["a well-formed key that nobody has", made],
  ["a JSON web token", "eyJhbGciOiJub25lIn0.e30."],
  ["1 KiB", "a".repeat(1024)],
  ["8 KiB", "a".repeat(8 * 1024)],
];

function models(headers: readonly string[], path = "/api/v1/models") {
  const lines = [`GET ${path} HTTP/1.1`, ...headers];
  return rawDocumented(
    latchkey.url,
    lines.map((line) => line.replaceAll("KEY", key)),
  );
}

describe("the Authorization header", () => {
  it.each(missingRows)("is no credential with %s", async (_, headers) => {
    const before = await tableContents(latchkey);
    const answer = await models(headers);
    expect(answer).toMatchObject({ status: 401, body: missing });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(await tableContents(latchkey)).toEqual(before);
  });

  it.each(invalidRows)("is no good with %s", async (_, token) => {
    const before = await tableContents(latchkey);
    const answer = await models([`Authorization: Bearer ${token}`]);
    expect(answer).toMatchObject({ status: 401, body: invalid });
    expect(answer.headers["content-type"]).toBe("application/json");
    expect(await tableContents(latchkey)).toEqual(before);
  });

  it.each(["Bearer", "bearer", "BEARER", "bEaReR"])("takes the scheme %s", async (scheme) => {
    expect((await models([`Authorization: ${scheme} KEY`])).status).toBe(200);
  });

  it("takes its name in any case, several spaces, and spaces around", async () => {
    expect((await models(["aUTHORIZATION: Bearer KEY"])).status).toBe(200);
    expect((await models(["Authorization: Bearer    KEY"])).status).toBe(200);
    expect((await models(["Authorization:   Bearer KEY   "])).status).toBe(200);
  });

  it("is the only place that a key is taken from", async () => {
    const query = "/api/v1/models?api_key=KEY&authorization=Bearer%20KEY".replaceAll("KEY", key);
    expect(await models([], query)).toMatchObject({ status: 401, body: missing });
    const body = JSON.stringify({ api_key: key });
    const answer = await rawRequest(
      latchkey.url,
      [
        // CloudFront lets no GET with a body through, but to API Gateway this is one.
        "POST /api/v1/models HTTP/1.1",
        "X-HTTP-Method-Override: GET",
        "Content-Type: application/json",
        `Content-Length: ${body.length}`,
      ],
      body,
    );
    expect(answer).toMatchObject({ status: 401, body: missing });
  });

  it.each([10 * 1024, 16 * 1024])(
    "is refused with an error in the usual form at %i bytes",
    async (length) => {
      const answer = await models([`Authorization: Bearer ${"a".repeat(length)}`]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(Object.keys(JSON.parse(answer.body))).toEqual(["error"]);
      expect(answer.headers["content-type"]).toBe("application/json");
    },
  );

  it("is refused by CloudFront, with a page of its own, at 64 KiB", async () => {
    const lines = ["GET /api/v1/models HTTP/1.1", `Authorization: Bearer ${"a".repeat(65_536)}`];
    const answer = await rawRequest(latchkey.url, lines);
    expect(answer.status).toBe(413);
    expect(answer.headers["content-type"]).toBe("text/html");
  });

  it("may not be folded over two lines, which HTTP has given up", async () => {
    const lines = ["GET /api/v1/models HTTP/1.1", "Authorization: Bearer", ` ${key}`];
    const answer = await rawRequest(latchkey.url, lines);
    expect(answer.status).toBe(400);
    expect(answer.body).not.toContain(key);
  });

  it("cannot be overridden by method or path headers", async () => {
    const headers = ["X-HTTP-Method-Override: GET", "X-Original-URL: /api/v1/models"];
    expect(await models([...headers, "Authorization: Bearer x"])).toMatchObject({ status: 401 });
  });
});
