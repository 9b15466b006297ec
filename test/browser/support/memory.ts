import type { Page } from "playwright-core";

/**
 * How often a text is in the memory of the page's script, after what nothing refers to is collected.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/tot/HeapProfiler/
 */
export async function timesInMemory(page: Page, text: string): Promise<number> {
  const debugging = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  debugging.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await debugging.send("HeapProfiler.collectGarbage");
  await debugging.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await debugging.detach();
  return chunks.join("").split(text).length - 1;
}
