import type { Config } from "../../../core/config/config.ts";
import { type Html, html } from "./html.ts";
import type { Heading, Rendered } from "./markdown.ts";
import { type Area, areas, type PageAddress, pagesOf, quickStartPath } from "./navigation.ts";

export interface PageContent extends Rendered {
  readonly area: Area;
  readonly address: PageAddress;
  readonly title: string;
  readonly description: string;
  /** The page in Markdown, without its title and description. */
  readonly markdown: string;
}

/** Addresses of what every page loads, below the host. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}

export const settingsPath = "/app/settings/api-keys";

/** The address of a page's Markdown. */
export function twinPath({ path }: PageAddress): string {
  return `${path === quickStartPath ? "/docs/quick-start" : path}.md`;
}

/** The whole page. The script is loaded before the text, so that nothing moves once it is there. */
export function renderPage(
  page: PageContent,
  { script, style, icon }: PageAssets,
  product: Config["product"],
): string {
  const support =
    product.supportUrl === undefined ? html`` : html`<a href="${product.supportUrl}">Support</a>\n`;
  const { area, address, title, description, body, headings } = page;
  const name = titleEnd(page, product.name);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${icon}">
<link rel="alternate" type="text/markdown" href="${twinPath(address)}">
<link rel="stylesheet" href="${style}">
<script src="${script}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="${area.home}"><img class="brand-mark" src="${icon}" alt="" width="24" height="24">${product.name} <span>${area.audience === "customers" ? "docs" : "operator docs"}</span></a>
<button type="button" class="menu" aria-expanded="false" aria-controls="pages">Menu</button>
${support}<a class="app" href="${settingsPath}">Your API keys</a>
</header>
<div class="columns">
<div id="pages" class="pages">
${renderSearch(area)}${renderNavigation(area, address)}
<label class="theme">Theme <select><option value="">System</option><option value="light">Light</option><option value="dark">Dark</option></select></label>
</div>
<main id="content" tabindex="-1">
<h1>${title}</h1>
<p class="lead">${description}</p>
${body}<p class="twin"><a href="${twinPath(address)}">This page as Markdown</a></p>
${renderNeighbours(area, address)}
</main>
${renderContents(headings)}
</div>
</body>
</html>
`.markup;
}

function titleEnd({ area, address }: PageContent, product: string): string {
  if (area.audience === "operators") return `${product} for operators`;
  return address.path === quickStartPath ? `${product} documentation` : product;
}

function renderSearch({ search }: Area): Html {
  return html`<form class="search" role="search" action="${search}"><input type="search" name="q" aria-label="Search the documentation" placeholder="Search" autocomplete="off"></form>\n`;
}

function renderNavigation(area: Area, current: PageAddress): Html {
  const lists = area.sections.map(({ label, pages }) => {
    const links = pages.map((page) => {
      const mark = page.path === current.path ? html` aria-current="page"` : html``;
      const depth = page.path.startsWith(`${area.reference}/`) ? html` data-level="3"` : html``;
      return html`<li${depth}><a href="${page.path}"${mark}>${page.label}</a></li>`;
    });
    return html`<p>${label}</p><ul>${links}</ul>\n`;
  });
  const others = areas
    .filter(({ audience }) => audience !== area.audience)
    .map(({ audience, home }) => html`<li><a href="${home}">For ${audience}</a></li>`);
  return html`<nav class="page-list" aria-label="Pages">\n${lists}<p>Other readers</p><ul>${others}</ul></nav>`;
}

function renderContents(headings: readonly Heading[]): Html {
  if (headings.length === 0) return html``;
  const links = headings.map(
    ({ level, id, text }) => html`<li data-level="${level}"><a href="#${id}">${text}</a></li>\n`,
  );
  return html`<nav class="contents" aria-label="On this page"><p>On this page</p><ul>\n${links}</ul></nav>`;
}

function renderNeighbours(area: Area, current: PageAddress): Html {
  const pages = pagesOf(area);
  const place = pages.findIndex(({ path }) => path === current.path);
  const previous = neighbour(pages[place - 1], "Previous", "prev");
  const next = neighbour(pages[place + 1], "Next", "next");
  return html`<nav class="neighbours" aria-label="Previous and next page">${previous}${next}</nav>`;
}

function neighbour(page: PageAddress | undefined, word: string, relation: string): Html {
  if (!page) return html``;
  return html`<a rel="${relation}" href="${page.path}"><span>${word}</span> ${page.label}</a>`;
}
