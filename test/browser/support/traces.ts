import type { Page } from "playwright-core";

/**
 * The places of a browser in which a text is: the document, with what its inputs hold, its title,
 * address and history, and all that outlives it. A database or a cache is a trace by itself, since
 * the page has none.
 */
export async function traces(page: Page, text: string): Promise<string[]> {
  const kept = await page.evaluate<Record<string, string>>(collect);
  const places = { ...kept, address: page.url(), cookies: await cookiesOf(page) };
  const holding = Object.entries(places).flatMap(([place, content]) =>
    content.includes(text) ? [place] : [],
  );
  return [...holding, ...(await page.evaluate<string[]>(databases))];
}

async function cookiesOf(page: Page): Promise<string> {
  return JSON.stringify(await page.context().cookies());
}

const collect = `({
  document: document.documentElement.outerHTML,
  inputs: JSON.stringify([...document.querySelectorAll("input, textarea")].map((one) => one.value)),
  title: document.title,
  history: JSON.stringify(history.state),
  windowName: window.name,
  localStorage: JSON.stringify({ ...localStorage }),
  sessionStorage: JSON.stringify({ ...sessionStorage }),
})`;

const databases = `(async () => [
  ...(await indexedDB.databases()).map(({ name }) => "database " + name),
  ...(await caches.keys()).map((name) => "cache " + name),
])()`;
