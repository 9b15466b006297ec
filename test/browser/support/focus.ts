import type { Page } from "playwright-core";

/** What a screen reader would call what has the focus; its tag where it has no name. */
export async function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "nothing";
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

/** Whether what has the focus is in sight, and drawn otherwise than without it. */
export async function focusIsVisible(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const isInSight = box.width > 1 && box.height > 1 && box.bottom > 0 && box.right > 0
      && box.top < innerHeight && box.left < innerWidth;
    const marks = () => {
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
      return JSON.stringify([outlineStyle, outlineWidth, boxShadow, borderColor]);
    };
    const withFocus = marks();
    element.blur();
    const without = marks();
    element.focus({ preventScroll: true, focusVisible: true });
    return isInSight && withFocus !== without;
  })()`);
}
