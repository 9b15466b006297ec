import type { ComponentChildren } from "preact";
import { Brand } from "../components/brand.tsx";
import { useSession } from "../session/session-context.tsx";
import { SyncNotice } from "../workspace/sync-notice.tsx";
import { useWorkspace } from "../workspace/workspace.tsx";
import { Link, useNavigation } from "./navigation.tsx";
import type { Route } from "./route.ts";

/** The frame of every page: navigation, account and sign-out. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const { route } = useNavigation();
  const isAt = (page: Route["page"]) => (route.page === page ? "page" : undefined);
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="bar">
        <div class="bar-inner">
          <Brand />
          <Whoami />
        </div>
      </header>
      <nav class="nav" aria-label="Settings">
        <div class="nav-inner">
          <Link
            to={{ page: "keys" }}
            class="nav-link"
            current={route.page === "key" ? "true" : isAt("keys")}
          >
            Keys
          </Link>
          <Link to={{ page: "usage" }} class="nav-link" current={isAt("usage")}>
            Usage
          </Link>
          <Link to={{ page: "activity" }} class="nav-link" current={isAt("activity")}>
            Activity
          </Link>
          <a class="nav-link" href="/docs">
            Docs
          </a>
        </div>
      </nav>
      <main id="main" class="main">
        <SyncNotice />
        {children}
      </main>
    </>
  );
}

function Whoami() {
  const { person, accountData } = useWorkspace();
  const { signOut } = useSession();
  const accountId = accountData.phase === "ready" ? accountData.value.caller.accountId : "";
  const label = person.label ?? accountId;
  return (
    <div class="whoami">
      <bdi class="whoami-name" title={label}>
        {label}
      </bdi>
      <button type="button" class="button button-quiet" onClick={signOut}>
        Sign out
      </button>
    </div>
  );
}
