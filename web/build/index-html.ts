import { mark } from "./mark.ts";

export interface IndexParts {
  readonly product: string;
  readonly title: string;
  readonly description: string;
  /** Whether a panel and a list follow the title. */
  readonly hasList: boolean;
  /** The script that signs people in. */
  readonly signIn: string;
  /** The page's own script, for the other one to load. */
  readonly script: string;
  readonly styles: string;
  readonly icon: string;
  /** The address of the owner's logo, if there is one. */
  readonly logo: string | undefined;
  /** Content of the `<meta>` elements that tell the page of its deployment, by their names. */
  readonly meta: ReadonlyMap<string, string>;
}

const skeletonRow = `<div class="skeleton-row">${'<span class="skeleton-bar"></span>'.repeat(3)}</div>`;

const list = `<div class="panel-row"><div class="stat"></div><div class="stat"></div><div class="stat stat-wide"></div></div>
<div class="skeleton">${skeletonRow.repeat(5)}</div>
`;

/**
 * The document that serves every path of a page. It shows the page's outline until its
 * script has signed someone in: in the same place and of the same size as what follows, so that
 * nothing moves then. Nothing is inline, so the content security policy can forbid that.
 */
export function indexHtml({
  title,
  description,
  hasList,
  product,
  signIn,
  script,
  styles,
  icon,
  logo,
  meta,
}: IndexParts): string {
  const settings = [...meta].map(
    ([name, content]) => `<meta name="${name}" content="${escaped(content)}">`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${escaped(product)}</title>
<meta name="description" content="${description}">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${settings.join("\n")}
<link rel="icon" type="image/svg+xml" href="${icon}">
<link rel="stylesheet" href="${styles}">
<script type="module" src="${signIn}"></script>
<link id="page-script" rel="preload" as="script" crossorigin href="${script}">
</head>
<body>
<noscript>
<p class="no-script">This page needs JavaScript, which your browser does not run. Keys can be
managed by the <a href="/docs">management API</a> as well.</p>
</noscript>
<div id="app">
<header class="bar"><div class="bar-inner"><span class="brand">${logo === undefined ? mark : `<img class="brand-mark" src="${logo}" alt="">`}${escaped(product)}</span></div></header>
<div class="nav"><div class="nav-inner"></div></div>
<main class="main" aria-busy="true">
<div class="head"><div><h1 class="title">${title}</h1>
<p class="lead" role="status">Loading…</p></div></div>
${hasList ? list : ""}</main>
</div>
</body>
</html>
`;
}

/** For a value between double quotes. What CDK puts in place of tokens has none of these. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
