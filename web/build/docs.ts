import { readFileSync } from "node:fs";
import { openApiDocument } from "../../contract/openapi/document.ts";
import type { Config } from "../../core/config/config.ts";
import type { SiteFile } from "../site-file.ts";
import { bundleAssets, type DocsAssets } from "./docs/assets.ts";
import { changelogBody } from "./docs/changelog.ts";
import { type Facts, factsOf, fillIn } from "./docs/facts.ts";
import { type PageContent, renderPage } from "./docs/layout.ts";
import { renderMarkdown } from "./docs/markdown.ts";
import { markdownOf, twinOf } from "./docs/markdown-twin.ts";
import {
  type Area,
  addressAt,
  areas,
  changelogPath,
  pagesOf,
  sourceOf,
} from "./docs/navigation.ts";
import { parsePageSource } from "./docs/page-source.ts";
import { type ApiDocument, readApiDocument } from "./docs/reference/read-document.ts";
import { referencePages } from "./docs/reference/reference.ts";
import { searchIndex, searchPage } from "./docs/search.ts";
import { llmsFile, robotsText, sitemap, twinFile } from "./docs/text-files.ts";

export interface BuiltDocs {
  readonly assets: readonly SiteFile[];
  readonly pages: readonly SiteFile[];
  /** Markdown for programs: a file for each page, and their list. */
  readonly texts: readonly SiteFile[];
  /** Files that name the host; a token of CDK's will do. */
  filesNaming(origin: string): readonly SiteFile[];
}

/**
 * Renders the documentation: pages of Markdown, and the reference of the OpenAPI document.
 *
 * @throws Error with the page's name, if it refers to something unknown
 */
export async function buildDocs(config: Config): Promise<BuiltDocs> {
  const document = readApiDocument(openApiDocument(config));
  const facts = factsOf(document, config);
  const assets = bundleAssets(config.product);
  const content = new Map(areas.map((area) => [area, contentOf(area, document, facts)]));
  const searches = areas.map((area) => searchOf(area, content, assets, config.product.name));
  const pages = areas.flatMap((area, place) => [
    ...(content.get(area) ?? []),
    ...(searches[place] ? [searches[place].page] : []),
  ]);
  return {
    assets: [...assets.files, ...searches.map(({ index }) => index)],
    pages: pages.map((page) => ({
      path: `${page.address.path.slice(1)}/index.html`,
      content: renderPage(page, assets.addresses, config.product),
    })),
    texts: [...pages.map(twinFile), llmsFile(pages, config.product)],
    filesNaming: (origin) => [
      { path: "robots.txt", content: robotsText(origin) },
      { path: "sitemap.xml", content: sitemap(pages, origin) },
    ],
  };
}

function contentOf(area: Area, document: ApiDocument, facts: Facts): PageContent[] {
  const isWritten = (path: string) => path !== area.search && !path.startsWith(area.reference);
  const written = pagesOf(area).filter(({ path }) => isWritten(path));
  const reference = referencePages(document, area).map(({ path, ...page }) => ({
    ...page,
    area,
    address: addressAt(path),
    markdown: markdownOf(page.body),
  }));
  return [
    ...written.map((address): PageContent => {
      const source = address.path === changelogPath ? changelog() : readSource(address, facts);
      const { title, description, body } = source;
      return { area, address, title, description, markdown: twinOf(body), ...renderMarkdown(body) };
    }),
    ...reference,
  ];
}

function changelog() {
  return {
    title: "Changelog",
    description: "What changed in Latchkey, the software behind this API, release by release.",
    body: changelogBody(),
  };
}

function readSource(address: Parameters<typeof sourceOf>[0], facts: Facts) {
  const file = sourceOf(address);
  try {
    const text = readFileSync(new URL(`../docs/pages/${file}`, import.meta.url), "utf8");
    return parsePageSource(fillIn(text, facts));
  } catch (cause) {
    throw new Error(`web/docs/pages/${file}: ${cause}`, { cause });
  }
}

/** The search of an area. Operators search what their customers read, too. */
function searchOf(
  area: Area,
  content: ReadonlyMap<Area, readonly PageContent[]>,
  { search }: DocsAssets,
  product: string,
): { readonly index: SiteFile; readonly page: PageContent } {
  const searched =
    area.audience === "operators" ? [...content.values()].flat() : (content.get(area) ?? []);
  const index = searchIndex(searched);
  const page: PageContent = {
    area,
    address: addressAt(area.search),
    title: "Index and search",
    description: `Find a page, a field or an error in the documentation of ${product}.`,
    ...searchPage(searched, index, search),
  };
  return { index, page };
}
