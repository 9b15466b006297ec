import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { defaultSettings } from "../../../core/config/default-settings.ts";
import { type BuiltPage, buildPage } from "../../../web/build/page.ts";
import type { PageConfig, SiteFile } from "../../../web/site-file.ts";

/** What CDK resolves at deployment, and must be left as it is until then. */
const token = ["$", "{Token[TOKEN.42]}"].join("");

const config: PageConfig = {
  oidcIssuer: "https://issuer.example/pool",
  oidcClientId: 'client"><script>alert(1)</script>',
  oidcScope: "openid email",
  oidcAudience: "",
  oidcAccountClaim: "sub",
  cognitoUrl: `${token}`,
  settings: { ...defaultSettings, product: { name: "A & B <i>" } },
};

const page: BuiltPage = buildPage(defaultSettings.product);
const html = page.appPage(config);

/** @param name such as `page.js` */
function asset(name: string): SiteFile {
  const found = page.assets.find(({ path }) => path.replace(/-[0-9a-f]+/, "") === `assets/${name}`);
  if (!found) throw new Error(`there is no asset ${name}`);
  return found;
}

const text = ({ content }: SiteFile) => Buffer.from(content).toString();

describe("the settings page, built", () => {
  it("has scripts of at most 46 KB gzipped, 10 KB of them run before a sign-in", () => {
    const [signIn, own] = ["sign-in.js", "page.js"].map(
      (name) => gzipSync(asset(name).content).length,
    );
    expect(signIn).toBeLessThanOrEqual(10 * 1024);
    expect((signIn ?? 0) + (own ?? 0)).toBeLessThanOrEqual(46 * 1024);
  });

  it("has a style sheet of at most 8 KB gzipped", () => {
    expect(gzipSync(asset("page.css").content).length).toBeLessThanOrEqual(8 * 1024);
  });

  it("is the same for the same sources, each asset named by its content", () => {
    expect(buildPage(defaultSettings.product).assets).toEqual(page.assets);
    for (const { path } of page.assets) {
      expect(path).toMatch(/^assets\/[a-z-]+-[0-9a-f]{10}\.(js|css|svg)$/);
    }
  });

  it("makes no code of text and no elements of markup", () => {
    const script = text(asset("page.js")) + text(asset("sign-in.js"));
    expect(script).not.toMatch(/\beval\(|new Function\(|document\.write|insertAdjacentHTML/);
    // Preact has a branch for `dangerouslySetInnerHTML`, which nothing here uses.
    expect(script.match(/\.innerHTML/g)?.length ?? 0).toBeLessThanOrEqual(3);
  });

  it("names no map of its sources", () => {
    for (const file of page.assets) expect(text(file)).not.toContain("sourceMappingURL");
  });

  it("fetches nothing from elsewhere by its styles", () => {
    expect(text(asset("page.css"))).not.toMatch(/url\(|@import/);
  });
});

describe("index.html of the settings page", () => {
  it("loads each asset that there is, and nothing else", () => {
    const both = html + page.consolePage(config);
    const loaded = [...both.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
    expect(new Set(loaded)).toEqual(new Set(page.assets.map(({ path }) => `/${path}`)));
    expect(html).toContain(`<script type="module" src="/${asset("sign-in.js").path}"></script>`);
    expect(html).toMatch(
      new RegExp(`<link id="page-script" rel="preload" [^>]*href="/${asset("page.js").path}">`),
    );
  });

  it("has nothing inline that a content security policy would have to allow", () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it("tells the page of its deployment, whatever is in the values", () => {
    expect(html).toContain('<meta name="oidc-issuer" content="https://issuer.example/pool">');
    expect(html).toContain('content="client&quot;>&lt;script>alert(1)&lt;/script>"');
    expect(html).toContain(`<meta name="cognito-url" content="${token}">`);
  });

  it("has a language, a title, a description, a viewport, and words for who runs no script", () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    expect(html).toMatch(/<meta name="description" content="[^"]+">/);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toMatch(/<noscript>[\s\S]+<\/noscript>/);
  });
});
