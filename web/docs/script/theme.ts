/* The reader's choice of a colour scheme; without one, the system's counts. */

const storageKey = "latchkey-docs-theme";

export function applyStoredTheme(): void {
  try {
    apply(localStorage.getItem(storageKey) ?? "");
  } catch {
    // Browsers may forbid storage, and then nothing is remembered.
  }
}

export function makeThemeSwitch(): void {
  const select = document.querySelector<HTMLSelectElement>(".theme select");
  if (!select) return;
  select.value = document.documentElement.dataset.theme ?? "";
  select.addEventListener("change", () => {
    apply(select.value);
    try {
      if (select.value === "") localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, select.value);
    } catch {
      // The choice still holds for this page.
    }
  });
}

function apply(theme: string): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
