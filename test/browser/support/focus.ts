import type { Page } from "playwright-core";

/** What a screen reader would call what has the focus; its tag where it has no name. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const element = document.activeElement;
    if (!element) return "nothing";
    const label = element.labels?.[0]?.textContent ?? element.getAttribute("aria-label");
    return (label ?? element.textContent ?? "").trim() || element.localName;
  })()`);
}

/** Presses Tab until something of that name has the focus, as someone without a mouse has to. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const isIt = (label: string) => (typeof name === "string" ? label === name : name.test(label));
  const met: string[] = [];
  while (met.length < mostStops) {
    await page.keyboard.press("Tab");
    const label = await focused(page);
    if (isIt(label)) return;
    met.push(label);
  }
  throw new Error(`Tab does not lead to ${name}, but to ${met.join(" | ")}`);
}

const mostStops = 60;
