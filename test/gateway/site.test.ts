import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type RunningLatchkey, startLocal } from "../../local/start.ts";
import { type RawResponse, rawRequest } from "../support/raw-http.ts";
import { callModels, manage, newAccount, newKeyOf } from "./support/operator.ts";

/* Reach: a local run, over HTTP alone. */

let latchkey: RunningLatchkey;

beforeAll(async () => {
  latchkey = await startLocal({ port: 0 });
});

afterAll(async () => {
  await latchkey.stop();
});

function ask(target: string, headers: readonly string[] = [], method = "GET") {
  return rawRequest(latchkey.url, [`${method} ${target} HTTP/1.1`, ...headers]);
}

const page = "/app/settings/api-keys";
const html = ["Accept: text/html,application/xhtml+xml,*/*;q=0.8"];
const inert = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers that browsers go by, of the site's pages and of what else has them. */
function securityHeaders({ headers }: RawResponse) {
  return {
    "content-security-policy": headers["content-security-policy"]?.replace(
      /(?<=connect-src 'self')[^;]*/,
      " ISSUER",
    ),
    "cross-origin-opener-policy": headers["cross-origin-opener-policy"],
    "cross-origin-resource-policy": headers["cross-origin-resource-policy"],
    "referrer-policy": headers["referrer-policy"],
    "strict-transport-security": headers["strict-transport-security"],
    "x-content-type-options": headers["x-content-type-options"],
    "x-frame-options": headers["x-frame-options"],
  };
}

/** Of what the APIs answer, and of what the function does: no policy may reach the latter. */
const ofNoPage = {
  "content-security-policy": inert,
  "cross-origin-opener-policy": undefined,
  "cross-origin-resource-policy": undefined,
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

const ofTheSite = {
  ...ofNoPage,
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self' ISSUER; base-uri 'none'; form-action 'self'; " +
    "frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** The files that a page refers to on this host. */
async function assetsOf(target: string): Promise<string[]> {
  const { body } = await ask(target, html);
  return [...body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
}

describe("the settings page", () => {
  it.each([page, `${page}/new`, `${page}/3kTMd92x/rotate`, `${page}?code=x&state=y`])(
    "is what %s shows",
    async (target) => {
      const { status, headers, body } = await ask(target, html);
      expect(status).toBe(200);
      expect(headers["content-type"]).toMatch(/^text\/html/);
      expect(body).toContain("<title>API keys");
    },
  );

  it("is told of this deployment, with nothing left to fill in", async () => {
    const { body } = await ask(page);
    const content = (name: string) =>
      new RegExp(`<meta name="${name}" content="([^"]*)"`).exec(body)?.[1];
    expect(content("oidc-issuer")).toMatch(/^https?:\/\/[\w.:/-]+$/);
    expect(content("oidc-client-id")).toBe(latchkey.oidcAudience);
    expect(content("oidc-scope")).toContain("openid");
    expect(body).not.toMatch(/marker|\$\{|Token\[/i);
  });

  it("is asked for anew each time, but not sent again unchanged", async () => {
    const { headers } = await ask(page);
    expect(headers["cache-control"]).toBe("no-cache");
    const again = await ask(page, [`If-None-Match: ${headers.etag}`]);
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.headers).toMatchObject({ etag: headers.etag, "cache-control": "no-cache" });
    expect(securityHeaders(again)).toEqual(ofTheSite);
  });
});

describe("the documentation", () => {
  it("is at /docs", async () => {
    const { status, headers } = await ask("/docs", html);
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect(headers["cache-control"]).toMatch(/max-age=0\b.*must-revalidate/);
  });

  it.each([
    ["/", "/docs"],
    ["/app", page],
    ["/app/settings", page],
    ["/docs/", "/docs"],
    [`${page}/`, page],
    ["/docs/?a=%20b", "/docs?a=%20b"],
    ["/docs/quick-start", "/docs"],
    ["/docs/management", "/docs/operators/management"],
    ["/docs/operators", "/docs/operators/management"],
  ])("and the page are found from %s", async (target, location) => {
    const answer = await ask(target);
    expect(answer).toMatchObject({ status: 302, body: "", headers: { location } });
    expect(securityHeaders(answer)).toEqual(ofNoPage);
  });
});

describe("files for programs", () => {
  it.each([
    ["/docs/errors.md", "text/plain; charset=utf-8", /^# Errors\n/],
    ["/docs/operators/api-reference/keys.md", "text/plain; charset=utf-8", /^# Keys: API ref/],
    ["/llms.txt", "text/plain; charset=utf-8", /^# Latchkey\n\n> /],
    ["/robots.txt", "text/plain", /^User-agent: \*\n/],
    ["/sitemap.xml", "text/xml", /^<\?xml /],
  ])("have %s as %s", async (target, type, beginning) => {
    const { status, headers, body } = await ask(target);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe(type);
    expect(body).toMatch(beginning);
    expect(body).not.toMatch(/<<marker|Token\[/);
  });

  it("name addresses that there are: robots and sitemap those of the distribution", async () => {
    const { body: robots } = await ask("/robots.txt");
    const origin = /^Sitemap: (https:\/\/[\w.-]+)\/sitemap\.xml$/m.exec(robots)?.[1] ?? "";
    expect(origin).toMatch(/^https:\/\//);
    const { body: sitemap } = await ask("/sitemap.xml");
    const { body: llms } = await ask("/llms.txt");
    const locations = [...sitemap.matchAll(/<loc>([^<]+)</g)].map(([, address = ""]) => address);
    for (const location of locations) expect(location.startsWith(`${origin}/docs`)).toBe(true);
    const targets = [
      ...locations.map((location) => location.slice(origin.length)),
      ...[...llms.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target),
    ];
    expect(targets.length).toBeGreaterThan(40);
    for (const target of targets) {
      expect([target, (await ask(target)).status]).toEqual([target, 200]);
    }
  });
});

describe("assets", () => {
  it("may be kept for good, and are sent compressed", async () => {
    const paths = new Set([...(await assetsOf(page)), ...(await assetsOf("/docs"))]);
    expect(paths.size).toBeGreaterThan(0);
    for (const path of paths) {
      const { status, headers } = await ask(path);
      expect(status).toBe(200);
      expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      // With nosniff, a script or a style sheet of another type is none.
      if (path.endsWith(".js")) expect(headers["content-type"]).toBe("text/javascript");
      if (path.endsWith(".css")) expect(headers["content-type"]).toBe("text/css");
      if (!/\.(js|css)$/.test(path) || Number(headers["content-length"]) < 1000) continue;
      const compressed = await ask(path, ["Accept-Encoding: gzip"]);
      expect(compressed.headers).toMatchObject({
        "content-encoding": "gzip",
        etag: `W/${headers.etag}`,
        vary: "Accept-Encoding",
      });
      const bytes = gunzipSync(Buffer.from(compressed.body, "latin1"));
      expect(bytes).toHaveLength(Number(headers["content-length"]));
      const conditional = [`If-None-Match: W/${headers.etag}`, "Accept-Encoding: gzip"];
      expect(await ask(path, conditional)).toMatchObject({ status: 304 });
    }
  });
});

describe("every answer tells browsers what it may do", () => {
  it("pages of the site", async () => {
    for (const target of [page, "/docs"]) {
      expect(securityHeaders(await ask(target))).toEqual(ofTheSite);
    }
  });

  it("what is not there, as a page to people and in JSON to programs", async () => {
    const forPeople = await ask("/nothing", html);
    expect(forPeople.status).toBe(404);
    expect(forPeople.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(forPeople.body).toContain("<h1>Not found</h1>");
    const forPrograms = await ask("/nothing", ["Accept: application/json"]);
    expect(forPrograms).toMatchObject({ status: 404, body: '{"error":"Not found"}' });
    expect(forPrograms.headers["content-type"]).toBe("application/json");
    expect(securityHeaders(forPrograms)).toEqual(ofNoPage);
    const policy = `${inert}; style-src 'self'`;
    expect(securityHeaders(forPeople)).toEqual({ ...ofNoPage, "content-security-policy": policy });
    const [style] = await assetsOf("/nothing");
    expect((await ask(style ?? "")).headers["content-type"]).toMatch(/^text\/css/);
  });

  it("methods that the site does not have", async () => {
    const answer = await ask(page, ["Content-Length: 0"], "POST");
    expect(answer).toMatchObject({ status: 405, body: '{"error":"Method not allowed"}' });
    expect(answer.headers.allow).toBe("GET, HEAD");
    expect(securityHeaders(answer)).toEqual(ofNoPage);
  });

  it("both APIs, refusals and successes", async () => {
    const { key } = await newKeyOf(latchkey, await newAccount(latchkey, "agency"));
    for (const headers of [[], [`Authorization: Bearer ${key}`]]) {
      expect(securityHeaders(await ask("/api/v1/models", headers))).toEqual(ofNoPage);
      expect(securityHeaders(await ask("/api/manage/v1/accounts", headers))).toEqual(ofNoPage);
    }
  });
});

describe("the APIs behind the distribution", () => {
  it("have their bodies unchanged and uncompressed, and never another caller's answer", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const { key } = await newKeyOf(latchkey, accountId, { rate_limit_per_minute: 2 });
    const encodings = { "Accept-Encoding": "gzip, br" };
    const { text, headers } = await callModels(latchkey, key, encodings);
    expect(headers.get("content-encoding")).toBeNull();
    expect(Number(headers.get("content-length"))).toBe(Buffer.byteLength(text));
    expect(await callModels(latchkey, key)).toMatchObject({ status: 200, text });
    expect(await callModels(latchkey, key)).toMatchObject({ status: 429 });
    expect(await ask("/api/v1/models")).toMatchObject({ status: 401 });
  });

  // Only Linux takes the whole of 127.0.0.0/8 for its own.
  const itOnLinux = process.platform === "linux" ? it : it.skip;
  itOnLinux("learn where a caller is from the distribution, not from the caller", async () => {
    const accountId = await newAccount(latchkey, "agency");
    const status = await putFrom("127.0.0.2", `/accounts/${accountId}`, { plan: "master" });
    expect(status).toBe(200);
    const { json } = await manage(latchkey, "GET", `/accounts/${accountId}/events`);
    expect(json.data[0]).toMatchObject({ source_ip: "127.0.0.2" });
  });

  it("are not reached by a path that is outside their stage as it came", async () => {
    const answer = await ask("/docs/../api/v1/models");
    expect(answer).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });

  it.each([
    ["a method that CloudFront does not know", "TRACE /api/v1/models HTTP/1.1", 403],
    ["an address of over 8,192 bytes", `GET /api/v1/models?${"x".repeat(8_192)} HTTP/1.1`, 413],
    ["no HTTP at all", "nonsense", 400],
  ])("do not hear of %s", async (_name, line, status) => {
    const { headers, ...answer } = await rawRequest(latchkey.url, [line]);
    expect(answer.status).toBe(status);
    expect(headers).toMatchObject({ "content-type": "text/html", server: "CloudFront" });
    expect(headers["x-amzn-requestid"]).toBeUndefined();
  });
});

/** An operator's call from an address of its own, which claims to come from yet another. */
function putFrom(localAddress: string, path: string, body: object): Promise<number | undefined> {
  const headers = {
    Authorization: `Bearer ${latchkey.operatorToken}`,
    "Content-Type": "application/json",
    "X-Forwarded-For": "203.0.113.7",
    "X-Latchkey-Origin-Secret": "guessed",
  };
  return new Promise((resolve, reject) => {
    const url = `${latchkey.url}/api/manage/v1${path}`;
    const outgoing = request(url, { method: "PUT", localAddress, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    outgoing.on("error", reject).end(JSON.stringify(body));
  });
}

describe("no file of this machine", () => {
  const ways = ["..", "%2e%2e", ".%2E", "%2e.", "..%2f..", "..%5c..", "%252e%252e", "....//.."];
  it.each(ways.flatMap((way) => ["/", "/assets/", "/docs/", `${page}/`].map((at) => at + way)))(
    "is behind %s",
    async (start) => {
      const up = `/${start.split("/").at(-1)}`.repeat(12);
      for (const file of ["/etc/passwd", "/package.json", "%2fetc%2fpasswd"]) {
        const { status, body } = await ask(start + up + file);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(body).not.toMatch(/root:|"latchkey"/);
      }
    },
  );

  it.each([
    "/app/index.html",
    "/docs/index.html",
    "/site",
    "/manifest.json",
    "/assets/",
    "/assets",
  ])("nor of the bucket as such is shown at %s", async (target) => {
    expect((await ask(target)).status).toBe(404);
  });
});
