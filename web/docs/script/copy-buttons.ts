const shownMs = 2_000;

/** Makes room for the copy buttons on code, if the browser can copy. */
export function showCopyButtons(): void {
  if (navigator.clipboard) document.documentElement.classList.add("can-copy");
}

export function activateCopyButtons(): void {
  if (!navigator.clipboard) return;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  document.body.append(status);
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.copy")) {
    button.addEventListener("click", async () => {
      const copied = await copy(button.parentElement?.querySelector("code")?.textContent ?? "");
      const said = copied ? "Copied" : "Not copied";
      button.textContent = said;
      status.textContent = said;
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, shownMs);
    });
  }
}

/** @returns whether the browser allowed it */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
