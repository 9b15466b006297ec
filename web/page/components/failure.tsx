import type { ComponentChildren } from "preact";
import { explain, NoAccount, SessionEnded } from "../api/api-error.ts";
import { useSession } from "../session/session-context.tsx";
import { Notice } from "./notice.tsx";

interface FailureProps {
  readonly error: unknown;
  /** The action that failed, such as `The keys could not be loaded.` */
  readonly what: string;
  readonly onRetry?: () => void;
  /** The consequence for the data shown. */
  readonly children?: ComponentChildren;
}

/** Says what failed and why, and offers a next step. */
export function Failure({ error, what, onRetry, children }: FailureProps) {
  const { signIn } = useSession();
  const isOver = error instanceof SessionEnded;
  return (
    <Notice tone="danger" urgent>
      <p>
        <strong>{what}</strong> {explain(error)}
      </p>
      {children}
      {isOver ? (
        <button type="button" class="button" onClick={signIn}>
          Sign in
        </button>
      ) : error instanceof NoAccount ? (
        <a class="button" href="/app/operator">
          Open the console
        </a>
      ) : (
        onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            Try again
          </button>
        )
      )}
    </Notice>
  );
}
