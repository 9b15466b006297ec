import type { ComponentChildren } from "preact";
import { Brand } from "../components/brand.tsx";
import { Link, useNavigation } from "../navigation/navigation.tsx";
import { useSession } from "../session/session-context.tsx";
import { useOperator } from "./operator-context.ts";
import { consolePath, consoleRouteOf, servicePath } from "./paths.ts";

/** The frame of every page of the console. */
export function Frame({ children }: { readonly children: ComponentChildren }) {
  const { page } = consoleRouteOf(useNavigation().path);
  const { person, me } = useOperator();
  const { signOut } = useSession();
  const label = `${person.label ?? me.subject} (${me.roles.join(", ")})`;
  const isFound = page === "account" || page === "request";
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="bar">
        <div class="bar-inner">
          <Brand />
          <div class="whoami">
            <bdi class="whoami-name" title={label}>
              {label}
            </bdi>
            <button type="button" class="button button-quiet" onClick={signOut}>
              Sign out
            </button>
          </div>
        </div>
      </header>
      <nav class="nav" aria-label="Console">
        <div class="nav-inner">
          <Link
            to={consolePath}
            class="nav-link"
            current={page === "search" ? "page" : isFound ? "true" : undefined}
          >
            Search
          </Link>
          <Link to={servicePath} class="nav-link" current={page === "service" ? "page" : undefined}>
            Service
          </Link>
          <a class="nav-link" href="/docs/management">
            Docs
          </a>
        </div>
      </nav>
      <main id="main" class="main">
        {children}
      </main>
    </>
  );
}
