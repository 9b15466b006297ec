/*
 * Conveniences for readers with script. Every page is complete without it.
 *
 * It is loaded before the text. What decides how things look is done at once, so that nothing moves
 * later; the rest waits for the text.
 */
import { activateCopyButtons, showCopyButtons } from "./copy-buttons.ts";
import { chooseStoredLanguage, makeTabs } from "./language-tabs.ts";
import { makeMenu } from "./menu.ts";
import { nameOwnHost } from "./own-host.ts";
import { applyStoredTheme, makeThemeSwitch } from "./theme.ts";
import { makeTryIt } from "./try-it.ts";

document.documentElement.classList.add("js");
showCopyButtons();
chooseStoredLanguage();
applyStoredTheme();
if (new URLSearchParams(location.search).get("q")) {
  document.documentElement.classList.add("searching");
}

document.addEventListener("DOMContentLoaded", () => {
  nameOwnHost();
  makeTabs();
  activateCopyButtons();
  makeMenu();
  makeThemeSwitch();
  makeTryIt();
});
