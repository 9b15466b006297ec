import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeInBrowser } from "./support/describe-in-browser.ts";
import { type DocsServer, serveDocs } from "./support/docs-server.ts";
import { eventually } from "./support/eventually.ts";
import { openPage } from "./support/watched-page.ts";

/* Reach: a page of its own under the site's policy. Were nothing noticed, no other test could fail. */

describeInBrowser("a page that is watched", (browser) => {
  let server: DocsServer;

  beforeAll(async () => {
    const content = "<!doctype html><title>Watched</title><h1>Watched</h1>";
    server = await serveDocs([{ path: "docs/index.html", content }]);
  });
  afterAll(() => server.stop());

  it.each([
    ["a script within it", "append('script', { textContent: '1' })", /script-src/],
    ["a style within it", "append('style', { textContent: 'h1 { color: red }' })", /style-src/],
    ["another host's script", "append('script', { src: 'https://example.com/' })", /script-src/],
    ["another host's picture", "append('img', { src: 'https://example.com/' })", /img-src/],
    ["a frame", "append('iframe', { src: 'https://example.com/' })", /frame-src|default-src/],
    ["a request elsewhere", "fetch('https://example.com/').catch(() => {})", /connect-src/],
    ["text that is run", "append('button', {}).setAttribute('onclick', '1')", /script-src/],
    ["an error that nobody caught", "setTimeout(() => { throw new Error('lost') })", /lost/],
    ["a promise that nobody waited for", "void Promise.reject(new Error('lost'))", /lost/],
    ["what it complains of", "console.error('complaint')", /complaint/],
  ])("is caught at %s", async (_what, doing, fault) => {
    const { page, faults, close } = await openPage(browser());
    await page.goto(`${server.url}/docs`);
    expect(faults).toEqual([]);
    await page.evaluate(`{
      const append = (name, properties) =>
        document.body.appendChild(Object.assign(document.createElement(name), properties));
      ${doing};
    }`);
    await eventually(async () => expect(faults.join("\n")).toMatch(fault));
    await close();
  });
});
