import { metaContent } from "./meta-content.ts";
import { readConfig } from "./oidc-config.ts";
import { arrivalOf } from "./session/issuer-response.ts";
import { mayStore } from "./session/may-store.ts";
import { createOidcClient } from "./session/oidc-client.ts";
import { findOtherTabs } from "./session/other-tabs.ts";
import { createPendingSignIns } from "./session/pending-sign-ins.ts";
import { createSession } from "./session/session.ts";
import type { PageScript, SignInOutcome } from "./show-page.ts";

/*
 * The script that both pages begin with. A visit runs it twice, before and after the issuer; the page's
 * own script, which is larger, only once somebody is back.
 */

let isShown = false;

async function loadPage(): Promise<PageScript> {
  return import(document.querySelector<HTMLLinkElement>("#page-script")?.href ?? "");
}

async function show(outcome: SignInOutcome): Promise<void> {
  const page = await loadPage();
  page.showPage(outcome);
  isShown = true;
}

/** Signs somebody in and shows them the page. Without storage, it says why that is impossible. */
async function signIn(): Promise<void> {
  // The browser's back button returned from the issuer to a page that was being redirected.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && !isShown) location.reload();
  });
  if (!mayStore()) return show({ kind: "storage-forbidden" });
  const config = readConfig(metaContent);
  const pending = createPendingSignIns(sessionStorage, config.pagePath, Date.now);
  const client = createOidcClient(config, location.origin, pending);
  const session = createSession(client, config, findOtherTabs());
  const isBack = arrivalOf(location.search) !== "by-itself";
  const starting = session.start();
  // The page's script is compiled while the issuer answers.
  if (isBack) loadPage().catch(() => {});
  const state = await starting;
  if (state.kind !== "leaving") await show({ kind: "started", session, state });
}

await signIn();
