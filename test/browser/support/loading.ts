import type { Page } from "playwright-core";

/** What the browser measured of a file of this host; sizes in bytes. */
export interface Loaded {
  readonly path: string;
  /** As it came, compressed; also where it came from the browser's own cache. */
  readonly encodedBodySize: number;
  readonly decodedBodySize: number;
  /** What crossed the wire, headers included; 0 from the cache. */
  readonly transferSize: number;
}

/** The document and all that it has loaded from this host. */
export async function loadedFiles(page: Page): Promise<Loaded[]> {
  return page.evaluate<Loaded[]>(`
    [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .filter(({ name }) => new URL(name).origin === location.origin)
      .map(({ name, encodedBodySize, decodedBodySize, transferSize }) =>
        ({ path: new URL(name).pathname, encodedBodySize, decodedBodySize, transferSize }))`);
}

/**
 * How much moved by itself since the document began to load, as browsers score it, and what; shifts
 * within half a second of a key or a click do not count.
 *
 * @see https://web.dev/articles/cls
 */
export async function layoutShifts(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`new Promise((resolve) => {
    const shifts = [];
    const take = (entries) => shifts.push(...entries
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .map(({ value, sources }) => value.toFixed(4) + " " + sources.map(({ node }) =>
        node?.className || node?.nodeName).join(", ")));
    const observer = new PerformanceObserver((list) => take(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => {
      take(observer.takeRecords());
      resolve(shifts);
    }));
  })`);
}
