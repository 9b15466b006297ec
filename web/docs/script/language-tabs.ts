/*
 * Four languages say the same; whoever chooses one sees it everywhere, and on the next page. The
 * style sheet shows the language that the root element names, so a choice is seen before any of the
 * text is there.
 *
 * https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */

const languages = ["bash", "javascript", "python", "go"] as const;
type Language = (typeof languages)[number];

const storageKey = "latchkey-docs-language";

export function chooseStoredLanguage(): void {
  const stored = languages.find((language) => language === readStored());
  document.documentElement.dataset.language = stored ?? languages[0];
}

export function makeTabs(): void {
  for (const [index, group] of document.querySelectorAll<HTMLElement>(".tabs").entries()) {
    makeGroup(group, `tabs-${index}`);
  }
  markChosen();
}

function makeGroup(group: HTMLElement, id: string): void {
  const list = group.querySelector(".tab-list");
  list?.setAttribute("role", "tablist");
  list?.setAttribute("aria-label", "Language");
  for (const tab of tabsIn(group)) {
    const { language } = tab.dataset;
    const panel = group.querySelector<HTMLElement>(`.panel[data-language="${language}"]`);
    if (!panel) continue;
    tab.id = `${id}-${language}`;
    panel.id = `${tab.id}-panel`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const target = neighbourOf(tab, event.key, tabsIn(group));
      if (!target) return;
      event.preventDefault();
      choose(target);
      target.focus();
    });
  }
}

/** Keeps the tab at its position on the screen while groups above it change their height. */
function choose(tab: HTMLElement): void {
  const language = languages.find((known) => known === tab.dataset.language);
  if (!language) return;
  const before = tab.getBoundingClientRect().top;
  document.documentElement.dataset.language = language;
  markChosen();
  scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
  store(language);
}

function markChosen(): void {
  for (const tab of tabsIn(document)) {
    const isChosen = tab.dataset.language === document.documentElement.dataset.language;
    tab.setAttribute("aria-selected", String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
  }
}

function neighbourOf(
  tab: HTMLElement,
  key: string,
  tabs: readonly HTMLElement[],
): HTMLElement | undefined {
  const place = tabs.indexOf(tab);
  if (key === "ArrowRight") return tabs[(place + 1) % tabs.length];
  if (key === "ArrowLeft") return tabs.at(place - 1);
  if (key === "Home") return tabs[0];
  return key === "End" ? tabs.at(-1) : undefined;
}

function tabsIn(place: ParentNode): HTMLElement[] {
  return [...place.querySelectorAll<HTMLElement>(".tab-list button")];
}

/** Browsers may forbid storage, and then nothing is remembered. */
function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function store(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // The choice still holds for this page.
  }
}
