import { describe, expect, it } from "@jest/globals";
import { transformSync } from "esbuild";
import { siteFunctionSource } from "../../lib/edge/site-function.ts";
import { callFunction, type EdgeRequest } from "./support/site-function.ts";

const app = "/app/settings/api-keys";
const empty = (path: string) => ({ path, content: "" });
const source = siteFunctionSource(
  [empty("assets/page-1a2b3c4d.js")],
  ["docs/index.html", "docs/errors/index.html", "docs/a/b/index.html", "robots.txt"].map(empty),
);
const call = (request: EdgeRequest) => callFunction(source, request);

describe("the function before the site", () => {
  it.each([
    [app, "/app/index.html"],
    [`${app}/3kTMd92x`, "/app/index.html"],
    [`${app}/3kTMd92x/rotate`, "/app/index.html"],
    ["/app/operator", "/app/operator.html"],
    ["/app/operator/accounts/auth0%7C7.a%40b%3Ac%2Bd/3kTMd92x", "/app/operator.html"],
    ["/docs", "/docs/index.html"],
    ["/docs/errors", "/docs/errors/index.html"],
    ["/docs/a/b", "/docs/a/b/index.html"],
    ["/robots.txt", "/robots.txt"],
    ["/assets/page-1a2b3c4d.js", "/assets/page-1a2b3c4d.js"],
    // Not of this deployment, but maybe of the one before, which an open page still belongs to.
    ["/assets/page-00000000.css", "/assets/page-00000000.css"],
  ])("shows %s from %s, to GET and to HEAD", (uri, file) => {
    expect(call({ uri })).toMatchObject({ method: "GET", uri: file });
    expect(call({ uri, method: "HEAD" })).toMatchObject({ method: "HEAD", uri: file });
  });

  it.each([
    ["/", "/docs"],
    ["/app", app],
    ["/app/", app],
    ["/app/settings", app],
    ["/app/settings/", app],
    [`${app}/`, app],
    [`${app}/3kTMd92x/`, `${app}/3kTMd92x`],
    ["/docs/", "/docs"],
    ["/docs/errors/", "/docs/errors"],
  ])("sends %s on to %s, with its query", (uri, address) => {
    expect(call({ uri })).toMatchObject({
      statusCode: 302,
      headers: { location: { value: address } },
    });
    const query = "code=a%2Fb&state=%0d%0aX&next=//evil.example&a&b=";
    expect(call({ uri, query })).toMatchObject({
      headers: { location: { value: `${address}?${query}` } },
    });
    expect(call({ uri, query: "" })).toMatchObject({ headers: { location: { value: address } } });
  });

  it.each([
    "/nothing",
    "/docs/nothing",
    "/docs/nothing/",
    "/docs//",
    "/docs//errors",
    "/Docs",
    "/DOCS/errors",
    "/docs/index.html",
    "/docs/errors/index.html",
    "/app/index.html",
    "/app/other",
    "/app/operator/accounts/a%2Fb",
    "/app/operator/accounts/%2e%2e",
    "/app/operator/../docs",
    "/app/operator.html",
    `${app}s`,
    `${app}/..`,
    `${app}/../../docs`,
    `${app}//x`,
    `${app}//`,
    `${app}/%2e%2e`,
    `${app}/a%2Fb`,
    `${app}/a b`,
    `${app}/<script>`,
    `/app/settings/API-KEYS`,
    "/docs/../app/index.html",
    "/docs/%2e%2e/app",
    "/docs%2Ferrors",
    "/docs/errors%00",
    "/docs/errors\n",
    "/docs;x=1",
    "/docs\\errors",
    "\\docs",
    "/./docs",
    "/%64ocs",
    "//evil.example",
    "//evil.example/",
    "//evil.example/docs/",
    "/\\evil.example/",
    "///",
    "/api",
    "/api/",
    "/api/../docs",
    "/assets",
    "/assets/",
    "/assets/.env",
    "/assets/..",
    "/assets/../app/index.html",
    "/assets/a/b.js",
    "/assets/a%2Fb.js",
    "/assets/page.js",
    "/assets/page-1a2b3c4.js",
    "/assets/page-1a2b3c4d.js/",
    "/assets/page-1a2b3c4d.js.map",
    "/assets/page-1a2b3c4d",
    `/assets/${"page-1a2b3c4d-".repeat(9)}.js`,
    `/assets/${"-a".repeat(4000)}.`,
    "/constructor",
    "/__proto__",
    "__proto__",
    "constructor",
    "toString",
    "toString/",
    "",
    "*",
    `/${"a".repeat(8000)}`,
    `${app}${"/a".repeat(4000)}/`.replace(/\/$/, "/."),
  ])("finds nothing at %j", (uri) => {
    expect(call({ uri })).toMatchObject({ statusCode: 404 });
  });

  it("never sends anybody to another host, whatever the path", () => {
    const hosts = ["//evil.example", "/\\evil.example", "https://evil.example", "/@evil.example"];
    const paths = ["", "/", "//", "/docs", "/docs/", app, `${app}/`, "/app/", "/..", "/%2f"];
    for (const host of hosts) {
      for (const path of paths) {
        expect(call({ uri: `${host}${path}` })).toMatchObject({ statusCode: 404 });
        expect(call({ uri: `${path}${host}` })).toMatchObject({ statusCode: 404 });
      }
    }
  });

  it("says so as a page to who takes one, and in the APIs' form to everybody else", () => {
    const page = call({ uri: "/nothing", accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
    expect(page).toMatchObject({
      statusCode: 404,
      headers: { "content-type": { value: "text/html; charset=utf-8" } },
      body: expect.stringMatching(/^<!doctype html>[\s\S]*Not found/),
    });
    for (const accept of [undefined, "*/*", "application/json", ""]) {
      expect(call({ uri: "/nothing", ...(accept === undefined ? {} : { accept }) })).toMatchObject({
        statusCode: 404,
        headers: { "content-type": { value: "application/json" }, vary: { value: "Accept" } },
        body: '{"error":"Not found"}',
      });
    }
  });

  it("says it without a body to HEAD", () => {
    const answer = call({ uri: "/nothing", method: "HEAD" });
    expect(answer).toMatchObject({ statusCode: 404 });
    expect(answer).not.toHaveProperty("body");
  });

  it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"])("takes no %s", (method) => {
    expect(call({ uri: "/docs", method })).toMatchObject({
      statusCode: 405,
      headers: { allow: { value: "GET, HEAD" }, "content-type": { value: "application/json" } },
      body: '{"error":"Method not allowed"}',
    });
  });

  it("puts on its own answers what browsers go by", () => {
    for (const request of [{ uri: "/" }, { uri: "/x" }, { uri: "/docs", method: "POST" }]) {
      expect(call(request)).toMatchObject({
        headers: {
          "strict-transport-security": { value: "max-age=63072000" },
          "x-content-type-options": { value: "nosniff" },
          "content-security-policy": { value: expect.stringContaining("default-src 'none'") },
          "cache-control": { value: "no-cache" },
        },
      });
    }
  });

  it("is written in what CloudFront's runtime knows of the language", () => {
    // esbuild says of each of these that it cannot be had in ES5, and the runtime cannot either.
    const supported = { "const-and-let": true, "template-literal": true, arrow: true };
    expect(() => transformSync(source, { target: "es5", supported })).not.toThrow();
    for (const beyond of ["const { a } = event;", "class A {}", "for (const a of event) a();"]) {
      expect(() => transformSync(source + beyond, { target: "es5", supported })).toThrow();
    }
  });

  it("has room for a hundred pages, and says so where there are too many", () => {
    const pages = (count: number) =>
      Array.from({ length: count }, (_, index) => empty(`docs/some-page-${index}/index.html`));
    expect(Buffer.byteLength(siteFunctionSource([], pages(100)))).toBeLessThan(10_240);
    expect(() => siteFunctionSource([], pages(1000))).toThrow("too many pages");
  });

  it.each([
    "assets/a/b-1a2b3c4d.js",
    "assets/page.js",
    "other/a-1a2b3c4d.js",
    "assets/ä-1a2b3c4d.js",
  ])("cannot serve an asset named %s", (path) => {
    expect(() => siteFunctionSource([empty(path)], [])).toThrow(`a file named ${path}`);
  });

  it.each(["docs/a b/index.html", "/docs/index.html", "docs/ä.html", "../x"])(
    "cannot serve a page named %s",
    (path) => {
      expect(() => siteFunctionSource([], [empty(path)])).toThrow(`a file named ${path}`);
    },
  );
});
