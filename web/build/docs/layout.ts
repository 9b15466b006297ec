import type { Config } from "../../../core/config/config.ts";
import { type Html, html } from "./html.ts";
import type { Heading, Rendered } from "./markdown.ts";
import { allPages, type PageAddress, quickStartPath, sections } from "./navigation.ts";

export interface PageContent extends Rendered {
  readonly address: PageAddress;
  readonly title: string;
  readonly description: string;
}

/** Addresses of what every page loads, below the host. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

export const settingsPath = "/app/settings/api-keys";

/** The whole page. The script is loaded before the text, so that nothing moves once it is there. */
export function renderPage(
  page: PageContent,
  { script, style }: PageAssets,
  product: Config["product"],
): string {
  const support =
    product.supportUrl === undefined ? html`` : html`<a href="${product.supportUrl}">Support</a>\n`;
  const { address, title, description, body, headings } = page;
  const name = address.path === quickStartPath ? `${product.name} documentation` : product.name;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${style}">
<script src="${script}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="${quickStartPath}">${product.name} <span>docs</span></a>
<button type="button" class="menu" aria-expanded="false" aria-controls="pages">Menu</button>
${support}<a class="app" href="${settingsPath}">Your API keys</a>
</header>
<div class="columns">
${renderNavigation(address)}
<main id="content" tabindex="-1">
<h1>${title}</h1>
<p class="lead">${description}</p>
${body}${renderNeighbours(address)}
</main>
${renderContents(headings)}
</div>
</body>
</html>
`.markup;
}

function renderNavigation(current: PageAddress): Html {
  const lists = sections.map(({ label, pages }) => {
    const links = pages.map((page) => {
      const mark = page === current ? html` aria-current="page"` : html``;
      return html`<li><a href="${page.path}"${mark}>${page.label}</a></li>`;
    });
    return html`<p>${label}</p><ul>${links}</ul>\n`;
  });
  return html`<nav id="pages" class="pages" aria-label="Pages">\n${lists}</nav>`;
}

function renderContents(headings: readonly Heading[]): Html {
  const links = headings.map(
    ({ level, id, text }) => html`<li data-level="${level}"><a href="#${id}">${text}</a></li>\n`,
  );
  return html`<nav class="contents" aria-label="On this page"><p>On this page</p><ul>\n${links}</ul></nav>`;
}

function renderNeighbours(current: PageAddress): Html {
  const place = allPages.indexOf(current);
  const previous = neighbour(allPages[place - 1], "Previous", "prev");
  const next = neighbour(allPages[place + 1], "Next", "next");
  return html`<nav class="neighbours" aria-label="Previous and next page">${previous}${next}</nav>`;
}

function neighbour(page: PageAddress | undefined, word: string, relation: string): Html {
  if (!page) return html``;
  return html`<a rel="${relation}" href="${page.path}"><span>${word}</span> ${page.label}</a>`;
}
