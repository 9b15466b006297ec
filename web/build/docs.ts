import { readFileSync } from "node:fs";
import { openApiDocument } from "../../contract/openapi/document.ts";
import type { Config } from "../../core/config/config.ts";
import type { SiteFile } from "../site-file.ts";
import { bundleAssets } from "./docs/assets.ts";
import { factsOf, fillIn } from "./docs/facts.ts";
import { type PageContent, renderPage } from "./docs/layout.ts";
import { renderMarkdown } from "./docs/markdown.ts";
import { allPages, referencePath, sourceOf } from "./docs/navigation.ts";
import { parsePageSource } from "./docs/page-source.ts";
import { type ApiDocument, readApiDocument } from "./docs/reference/read-document.ts";
import { renderReference } from "./docs/reference/reference.ts";

export interface BuiltDocs {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
}

/**
 * Renders the documentation: pages of Markdown, and the reference of the OpenAPI document.
 *
 * @throws Error with the page's name, if it refers to something unknown
 */
export async function buildDocs(config: Config): Promise<BuiltDocs> {
  const document = readApiDocument(openApiDocument(config));
  const { files, addresses } = bundleAssets(config.product);
  const pages = [...writtenPages(document, config), referencePage(document)].map((page) => ({
    path: `${page.address.path.slice(1)}/index.html`,
    content: renderPage(page, addresses, config.product),
  }));
  return { assets: files, pages };
}

function writtenPages(document: ApiDocument, config: Config): PageContent[] {
  const facts = factsOf(document, config);
  const written = allPages.filter(({ path }) => path !== referencePath);
  return written.map((address) => {
    const file = sourceOf(address);
    try {
      const text = readFileSync(new URL(`../docs/pages/${file}`, import.meta.url), "utf8");
      const { title, description, body } = parsePageSource(fillIn(text, facts));
      return { address, title, description, ...renderMarkdown(body) };
    } catch (cause) {
      throw new Error(`web/docs/pages/${file}: ${cause}`, { cause });
    }
  });
}

function referencePage(document: ApiDocument): PageContent {
  const address = allPages.find(({ path }) => path === referencePath);
  if (!address) throw new Error("the reference has no place among the pages");
  const { title, summary } = document.info;
  return {
    address,
    title: address.label,
    description: `Every call of the ${title}. ${summary}`,
    ...renderReference(document),
  };
}
