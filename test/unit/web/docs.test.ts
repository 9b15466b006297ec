import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { managementErrors, publicErrors } from "../../../contract/errors.ts";
import { tags } from "../../../contract/openapi/info.ts";
import { planRefusalOf } from "../../../core/config/plan-refusal.ts";
import { errors } from "../../../core/errors.ts";
import { issueKey } from "../../../core/key/api-key.ts";
import { settingsPath } from "../../../web/build/docs/layout.ts";
import {
  type Audience,
  allPages,
  areas,
  pagesOf,
  sourceOf,
  tagPath,
} from "../../../web/build/docs/navigation.ts";
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
const areaPages = (audience: Audience) =>
  areas.filter((area) => area.audience === audience).flatMap(pagesOf);
const twins = new Map(built.texts.map(({ path, content }) => [`/${path}`, String(content)]));
const searchIndexOf = (search: string) => {
  const address = /data-index="([^"]+)"/.exec(pageAt(search))?.[1];
  const index = built.assets.find(({ path }) => `/${path}` === address);
  return String(index?.content);
};

/** The paths that the distribution serves besides the documentation. */
const elsewhere = [settingsPath, "/api/openapi.json"];

describe("the documentation", () => {
  it("has every page that its navigation lists, and no other", () => {
    expect([...pages.keys()]).toEqual(allPages.map(({ path }) => path));
    const directory = new URL("../../../web/docs/pages", import.meta.url);
    const written = readdirSync(directory, { recursive: true }).map(String);
    const sources = allPages.map(sourceOf);
    expect(written.filter((file) => file.endsWith(".md") && !sources.includes(file))).toEqual([]);
  });

  it("is the same for the same sources", async () => {
    const again = await buildDocs(contractConfig);
    const origin = "https://keys.example.com";
    expect({ ...again, filesNaming: again.filesNaming(origin) }).toEqual({
      ...built,
      filesNaming: built.filesNaming(origin),
    });
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
    const everywhere = built.assets.filter(({ path }) => /docs-\w+\.(js|css)$/.test(path));
    expect(everywhere).toHaveLength(2);
    for (const { content } of everywhere) expect(content.length).toBeLessThan(16_000);
    for (const { path } of areaPages("customers")) expect(pageAt(path).length).toBeLessThan(40_000);
    for (const page of pages.values()) expect(page.length).toBeLessThan(200_000);
    expect(searchIndexOf("/docs/search").length).toBeLessThan(64_000);
  });

  it("names its assets by their content", () => {
    for (const { path } of built.assets) {
      expect(path).toMatch(/^assets\/(docs|icon|search)-[0-9a-f]{10}\.\w+$/);
    }
  });

  it("says every error that a client may see", () => {
    const said = textOf(pageAt("/docs/errors") + pageAt("/docs/operators/errors"));
    const seen = Object.values({ ...errors, ineligiblePlan: planRefusalOf(contractConfig) });
    expect(seen.filter(({ message }) => !said.includes(message))).toEqual([]);
  });

  it.each([
    ["/docs/errors", publicErrors],
    ["/docs/operators/errors", managementErrors],
  ])("has on %s an anchor for each error, with its cause and what to do", (path, documented) => {
    const page = pageAt(path);
    for (const { code, status, meaning, remedy } of documented) {
      const start = page.indexOf(`<h3 id="${code.replaceAll("_", "-")}">`);
      const section = textOf(page.slice(start, page.indexOf("<h", start + 4)));
      expect([code, start > 0]).toEqual([code, true]);
      expect(section).toContain(String(status));
      expect(section).toContain(`Cause: ${withoutMarkup(meaning)}`);
      expect(section).toContain(`What to do: ${withoutMarkup(remedy)}`);
    }
  });

  it("explains every code that an API sends", () => {
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

function withoutMarkup(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]*\)/g, "$1").replaceAll("`", "");
}

describe("customers' pages", () => {
  const paths = areaPages("customers").map(({ path }) => path);

  it.each(paths)("show nothing of what only operators do: %s", (path) => {
    const page = pageAt(path);
    const links = [...page.matchAll(/href="(\/docs\/operators[^"]*)"/g)].map(([, link]) => link);
    expect(links).toEqual(["/docs/operators/management"]);
    expect(textOf(page)).not.toMatch(
      /operator token|OPERATOR_TOKEN|\/api\/manage|management API|npx /i,
    );
  });

  it("are all that their search finds", () => {
    const found: { address: string }[] = JSON.parse(searchIndexOf("/docs/search"));
    const searched = new Set(found.map(({ address }) => address.replace(/#.*/, "")));
    expect([...searched]).toEqual(paths.filter((path) => path !== "/docs/search"));
    for (const { address } of found) {
      const [path = "", anchor] = address.split("#");
      expect(anchor === undefined || pageAt(path).includes(` id="${anchor}"`)).toBe(true);
    }
  });
});

describe("files for programs", () => {
  const origin = "https://keys.example.com";
  const named = new Map(
    built.filesNaming(origin).map(({ path, content }) => [path, String(content)]),
  );

  it("have every page in Markdown, by the address that the page names", () => {
    for (const page of pages.values()) {
      const twin = /<link rel="alternate" type="text\/markdown" href="([^"]+)">/.exec(page)?.[1];
      const title = textOf(/<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? "");
      expect(twins.get(twin ?? "")).toContain(`# ${title}\n`);
    }
    expect(twins.size).toBe(pages.size + 1);
  });

  it("say in Markdown all the headings and examples of a page, without markup", () => {
    for (const [path, page] of pages) {
      const twin = twins.get(path === "/docs" ? "/docs/quick-start.md" : `${path}.md`) ?? "";
      const prose = twin.replace(/```.*?```|`[^`]*`/gs, "");
      expect(prose).not.toMatch(/<\/?[a-z]+[ >]|\{\{| \{#[\w-]+\}$/m);
      expect(twin).not.toMatch(/^ *```\w+ (run|tab|answer)/m);
      const headings = [...page.matchAll(/<h([23])[^>]*>(.*?)<\/h\1>/g)].map(([, , text = ""]) =>
        textOf(text),
      );
      const said = twin.replaceAll("`", "");
      for (const heading of headings) expect(said).toContain(`# ${heading}\n`);
      for (const { code } of examplesIn(page)) expect(twin).toContain(code.split("\n")[0]);
    }
  });

  it("name every page: llms.txt its Markdown, the sitemap its address", () => {
    const llms = twins.get("/llms.txt") ?? "";
    expect(llms).toMatch(/^# Latchkey\n\n> /);
    const listed = [...twins.keys()].filter((twin) => twin !== "/llms.txt");
    for (const twin of listed) expect(llms).toContain(`](${twin}): `);
    const locations = [...(named.get("sitemap.xml") ?? "").matchAll(/<loc>([^<]+)<\/loc>/g)];
    expect(locations.map(([, location]) => location)).toEqual(
      allPages.map(({ path }) => origin + path),
    );
  });

  it("keep robots out of APIs and settings, and lead them to the sitemap", () => {
    expect(named.get("robots.txt")).toBe(
      [
        "User-agent: *",
        "Allow: /api/openapi.json",
        "Disallow: /api/",
        "Disallow: /app/",
        `Sitemap: ${origin}/sitemap.xml`,
        "",
      ].join("\n"),
    );
  });
});

describe("a product's own look", () => {
  it("is in the documentation: its name, logo and accent", async () => {
    const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
    const accent = { light: "#0b5d3b", dark: "#7be0b0" };
    const product = { ...contractConfig.product, name: "Acme & Sons", logo, accent };
    const { pages: own, assets } = await buildDocs({ ...contractConfig, product });
    const page = String(own[0]?.content);
    const src = /<img class="brand-mark" src="\/([^"]+)"/.exec(page)?.[1];
    expect(assets.find(({ path }) => path === src)?.content).toBe(logo);
    expect(textOf(page)).toContain("Acme & Sons docs");
    expect(assets.some(({ content }) => String(content).includes(accent.dark))).toBe(true);
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
    const scripts = named("script").map(({ attributes }) => attributes.get("src"));
    expect(scripts).toHaveLength(path.endsWith("/search") ? 2 : 1);
    for (const script of scripts) expect(script).toMatch(/^\/assets\/.*\.js$/);
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
      if (assets.includes(link) || elsewhere.includes(link) || twins.has(link)) return false;
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
  const reference = document.tags.map(({ name }) => pageAt(tagPath(tagNamed(name)))).join("");
  const text = textOf(reference);

  it.each(Object.entries(operations))(
    "has %s with its answers and examples",
    (route, operation) => {
      const [method, path] = route.split(" ");
      const page = pageAt(tagPath(operation.tags[0]));
      const start = page.indexOf(`<h2 id="${operation.operationId}">`);
      const markup = page.slice(start, page.indexOf("</section>", start));
      const section = textOf(markup);
      expect(start).toBeGreaterThan(0);
      expect(section).toContain(`${method} /api${path}`);
      expect(section).toContain(operation.summary);
      for (const status of Object.keys(operation.responses)) expect(section).toContain(status);
      const tried = examplesIn(markup).filter(({ language }) => language !== "json");
      expect(tried.map(({ language }) => language)).toEqual(["bash", "javascript", "python", "go"]);
      // Calls that change something, or take more than a key, are not to be tried from a page.
      const isHarmless = method === "GET" && !path?.startsWith("/manage/");
      expect(markup.includes('<details class="try">')).toBe(isHarmless);
    },
  );

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

function tagNamed(name: string) {
  const tag = tags.find((each) => each.name === name);
  if (!tag) throw new Error(`no tag ${name}`);
  return tag.name;
}
