import type { Config } from "../../../core/config/config.ts";
import type { SiteFile } from "../../site-file.ts";
import { type PageContent, twinPath } from "./layout.ts";
import { areas } from "./navigation.ts";

/** A page's Markdown, with its title and what it is for. */
export function twinFile({ address, title, description, markdown }: PageContent): SiteFile {
  return {
    path: twinPath(address).slice(1),
    content: `# ${title}\n\n${description}\n\n${markdown}\n`,
  };
}

/** The list of pages for language models. @see https://llmstxt.org */
export function llmsFile(pages: readonly PageContent[], { name }: Config["product"]): SiteFile {
  const lists = areas.map(({ audience }) => {
    const links = pages
      .filter(({ area }) => area.audience === audience)
      .map(
        ({ address, title, description }) => `- [${title}](${twinPath(address)}): ${description}`,
      );
    return `## For ${audience}\n\n${links.join("\n")}`;
  });
  const content = [
    `# ${name}`,
    `> How to call the ${name} API with an API key, and how to look after keys. Every page is Markdown.`,
    ...lists,
    `## Optional\n\n- [OpenAPI document](/api/openapi.json): every call, with each field and response`,
    "",
  ].join("\n\n");
  return { path: "llms.txt", content };
}

/** @see https://www.rfc-editor.org/rfc/rfc9309 */
export function robotsText(origin: string): string {
  return [
    "User-agent: *",
    "Allow: /api/openapi.json",
    "Disallow: /api/",
    "Disallow: /app/",
    `Sitemap: ${origin}/sitemap.xml`,
    "",
  ].join("\n");
}

/** @see https://www.sitemaps.org/protocol.html */
export function sitemap(pages: readonly PageContent[], origin: string): string {
  const urls = pages.map(({ address }) => `<url><loc>${origin}${address.path}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.join("")}</urlset>\n`;
}
