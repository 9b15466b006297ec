import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { managementErrors } from "../../../contract/errors.ts";
import { planRefusalOf } from "../../../core/config/plan-refusal.ts";
import { errors } from "../../../core/errors.ts";
import { issueKey } from "../../../core/key/api-key.ts";
import { settingsPath } from "../../../web/build/docs/layout.ts";
import { allPages } from "../../../web/build/docs/navigation.ts";
import { readApiDocument } from "../../../web/build/docs/reference/read-document.ts";
import { buildDocs } from "../../../web/build/docs.ts";
import { examplesIn, textOf } from "../../gateway/support/page-examples.ts";
import { contractConfig } from "../../support/contract-config.ts";
import { contractDocument, operations } from "../../support/contract-document.ts";
import { readElements } from "./support/read-html.ts";

const built = await buildDocs(contractConfig);
const pages = new Map(
  built.pages.map(({ path, content }) => [`/${path.replace("/index.html", "")}`, String(content)]),
);
const pageAt = (path: string) => pages.get(path) ?? "";
const reference = pageAt("/docs/api-reference");

/** The paths that the distribution serves besides the documentation. */
const elsewhere = [settingsPath, "/api/openapi.json"];

describe("the documentation", () => {
  it("has every page that its navigation lists, and no other", () => {
    expect([...pages.keys()]).toEqual(allPages.map(({ path }) => path));
    const written = readdirSync(new URL("../../../web/docs/pages", import.meta.url));
    expect(written).toHaveLength(allPages.length - 1);
  });

  it("is the same for the same sources", async () => {
    expect(await buildDocs(contractConfig)).toEqual(built);
  });

  it("is built in little time, as `npm start` waits for it", async () => {
    const spentMs: number[] = [];
    // The least of several: what else the machine does adds to a measurement, and takes nothing off.
    for (let time = 0; time < 3; time++) {
      const before = process.cpuUsage();
      await buildDocs(contractConfig);
      const { user, system } = process.cpuUsage(before);
      spentMs.push((user + system) / 1_000);
    }
    expect(Math.min(...spentMs)).toBeLessThan(1_000);
  });

  it("is light", () => {
    const sizes = built.assets.map(({ path, content }) => [path.split(".").at(-1), content.length]);
    expect(sizes).toEqual([
      ["js", expect.any(Number)],
      ["css", expect.any(Number)],
    ]);
    for (const [, size] of sizes) expect(size).toBeLessThan(16_000);
    for (const page of pages.values()) expect(page.length).toBeLessThan(250_000);
  });

  it("names its assets by their content", () => {
    for (const { path } of built.assets) expect(path).toMatch(/^assets\/docs-[0-9a-f]{12}\.\w+$/);
  });

  it("says every error that a client may see", () => {
    const said = textOf(pageAt("/docs/errors"));
    const seen = Object.values({ ...errors, ineligiblePlan: planRefusalOf(contractConfig) });
    expect(seen.filter(({ message }) => !said.includes(message))).toEqual([]);
  });

  it("has one row for each code of the management API", () => {
    const said = textOf(pageAt("/docs/errors"));
    for (const { code } of managementErrors) expect(said.split(code).length).toBeGreaterThan(1);
    const unsent = [
      "invalid_key",
      "invalid_parameter",
      "account_suspended",
      "ineligible_plan",
      "address_not_allowed",
      "insufficient_scope",
      "cost_too_high",
      "rate_limit_exceeded",
      "quota_exceeded",
      "method_not_allowed",
    ];
    const codes = new Set<string>(Object.values(errors).map(({ code }) => code));
    for (const code of unsent) codes.delete(code);
    expect(new Set(managementErrors.map(({ code }) => code))).toEqual(codes);
  });

  it("knows the host in its examples by the name that its script replaces", () => {
    const script = built.assets.map(({ content }) => String(content)).join();
    const hosts = [...pages.values()].flatMap((page) => [
      ...page.matchAll(/LATCHKEY_URL<?[^=]*=(https:[^\s<]+)/g),
    ]);
    expect(hosts.length).toBeGreaterThan(0);
    for (const [, host = ""] of hosts) expect(script).toContain(`"${host}"`);
  });
});

describe.each(["sk_live_", "acme_"])("the rule for gitleaks with the prefix %s", (keyPrefix) => {
  it("finds every key wherever it stands, and no look-alike", async () => {
    const { pages: built } = await buildDocs({ ...contractConfig, keyPrefix });
    const page = String(
      built.find(({ path }) => path === "docs/found-a-key/index.html")?.content ?? "",
    );
    const rule = examplesIn(page).find(({ language }) => language === "toml")?.code ?? "";
    const regex = /^regex = '''(.*)'''$/m.exec(rule)?.[1] ?? "";
    const keyword = /^keywords = \["(.*)"\]$/m.exec(rule)?.[1] ?? "";
    // Nothing that Go's RE2 would read in another way.
    expect(regex).toMatch(/^[a-z_]+(\[0-9A-Za-z\]\{\d+\}_?)+$/);
    for (let round = 0; round < 500; round++) {
      const { text } = issueKey(randomBytes, keyPrefix);
      for (const line of [text, `KEY="${text}"`, `https://x.example/?k=${text}&y`, `${text}\n`]) {
        expect(new RegExp(regex).exec(line)?.[0]).toBe(text);
        expect(line).toContain(keyword);
      }
      const lookAlikes = [text.slice(0, -1), text.replace(/_(?!.*_)/, ""), text.toUpperCase()];
      for (const other of lookAlikes) expect(other).not.toMatch(new RegExp(regex));
    }
  });
});

describe.each([...pages])("%s", (path, page) => {
  const elements = readElements(page);
  const named = (name: string) => elements.filter((element) => element.name === name);
  const values = (attribute: string) =>
    elements.flatMap(({ attributes }) => attributes.get(attribute) ?? []);

  it("has one title, one first heading, one description and a language", () => {
    expect(page.match(/<title>[^<]+<\/title>/g)).toHaveLength(1);
    expect(named("h1")).toHaveLength(1);
    const descriptions = named("meta").filter(
      (meta) => meta.attributes.get("name") === "description",
    );
    expect(descriptions).toHaveLength(1);
    expect(descriptions[0]?.attributes.get("content")?.length).toBeGreaterThan(40);
    expect(named("html")[0]?.attributes.get("lang")).toBe("en");
  });

  it("has a title of its own", () => {
    const titles = [...pages.values()].map((other) => /<title>(.*?)<\/title>/.exec(other)?.[1]);
    expect(titles.filter((title) => page.includes(`<title>${title}</title>`))).toHaveLength(1);
  });

  it("has headings of which none leaves out a level", () => {
    const levels = elements.flatMap(({ name }) => (/^h\d$/.test(name) ? [Number(name[1])] : []));
    const steps = levels.map((level, index) => level - (levels[index - 1] ?? 0));
    expect(Math.max(...steps)).toBe(1);
  });

  it("has no script or style in it, and nothing that runs", () => {
    expect(named("style")).toEqual([]);
    expect(named("script").map(({ attributes }) => attributes.get("src"))).toEqual([
      expect.stringMatching(/^\/assets\/.*\.js$/),
    ]);
    expect(page).not.toMatch(/<script[^>]*>[^<]/);
    const attributes = elements.flatMap((element) => [...element.attributes.keys()]);
    expect(attributes.filter((name) => name === "style" || name.startsWith("on"))).toEqual([]);
    expect(values("href").filter((link) => /^(javascript|vbscript):/i.test(link))).toEqual([]);
  });

  it("has every anchor once", () => {
    const ids = values("id");
    expect(ids).toEqual([...new Set(ids)]);
  });

  it("has links that lead somewhere", () => {
    const assets = built.assets.map((asset) => `/${asset.path}`);
    const dead = values("href").filter((link) => {
      if (/^https:\/\/[a-z0-9.-]+\//.test(link) || link === "https://jqlang.org") return false;
      if (link === "data:," || assets.includes(link) || elsewhere.includes(link)) return false;
      const [target = "", anchor] = link.split("#");
      const targetPage = pages.get(target || path);
      return !targetPage || (anchor !== undefined && !targetPage.includes(` id="${anchor}"`));
    });
    expect(dead).toEqual([]);
  });

  it("has nothing left to be filled in, and nothing that looks like a live key", () => {
    expect(page).not.toMatch(/\{\{/);
    expect(page).not.toMatch(/undefined|\[object /);
    expect(textOf(page)).not.toMatch(
      /sk_live_[0-9A-Za-z]{10,}|sk_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}/,
    );
  });
});

describe("the API reference", () => {
  const document = readApiDocument(contractDocument());
  const text = textOf(reference);

  it.each(Object.entries(operations))("has %s with its answers", (route, operation) => {
    const [method, path] = route.split(" ");
    const start = reference.indexOf(`<h3 id="${operation.operationId}">`);
    const section = textOf(reference.slice(start, reference.indexOf("</section>", start)));
    expect(start).toBeGreaterThan(0);
    expect(section).toContain(`${method} /api${path}`);
    expect(section).toContain(operation.summary);
    for (const status of Object.keys(operation.responses)) expect(section).toContain(status);
  });

  it("has every parameter, field, object and header", () => {
    const { parameters, schemas, headers } = document.components;
    const missing = [
      ...Object.values(parameters).map(({ name }) => name),
      ...Object.keys(schemas),
      ...Object.values(schemas).flatMap(({ properties = {} }) => Object.keys(properties)),
      ...Object.values(headers).map(({ description }) => description.replaceAll("`", "")),
    ].filter((name) => !text.includes(name));
    expect(missing).toEqual([]);
  });

  it("fails to be built where the document says what it has no place for", () => {
    const strange = { ...contractDocument(), webhooks: {} };
    expect(() => readApiDocument(strange)).toThrow("webhooks");
  });
});
