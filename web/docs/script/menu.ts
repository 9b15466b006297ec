/** On narrow screens the list of pages is folded away behind a button. */
export function makeMenu(): void {
  const button = document.querySelector<HTMLButtonElement>("button.menu");
  if (!button) return;
  const open = (isOpen: boolean) => {
    button.setAttribute("aria-expanded", String(isOpen));
    document.documentElement.classList.toggle("menu-open", isOpen);
  };
  button.addEventListener("click", () => {
    open(button.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    open(false);
    button.focus();
  });
}
