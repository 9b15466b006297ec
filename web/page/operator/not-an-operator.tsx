import { useEffect } from "preact/hooks";
import { Brand } from "../components/brand.tsx";
import { useConfig } from "../config-context.ts";
import { basePath } from "../navigation/route.ts";
import type { Person } from "../session/person.ts";
import { useSession } from "../session/session-context.tsx";

/** Says to a user that this is not their page, and leads to theirs. */
export function NotAnOperator({ person }: { readonly person: Person }) {
  const { signOut } = useSession();
  const { product } = useConfig();
  useEffect(() => {
    document.title = `For operators only · ${product.name}`;
  }, [product.name]);
  return (
    <main class="gate">
      <div class="gate-card">
        <Brand />
        <h1 class="gate-title">For operators only</h1>
        <p class="muted">
          You are signed in{person.label !== undefined && " as "}
          <bdi>{person.label}</bdi>, without the role of an operator. Whoever administers the
          sign-in of this service can give you one.
        </p>
        <a class="button button-primary" href={basePath}>
          Go to your API keys
        </a>
        <button type="button" class="button" onClick={signOut}>
          Sign out
        </button>
      </div>
    </main>
  );
}
