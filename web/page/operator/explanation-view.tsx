import { RelativeTime } from "../components/relative-time.tsx";
import type { Explanation } from "./explanation.ts";

interface ExplanationViewProps {
  readonly of: Explanation;
  /** The judged request, such as `A request with this key`. */
  readonly what: string;
}

/** The checks of a request with a key, in order: the first that fails decides. */
export function ExplanationView({ of, what }: ExplanationViewProps) {
  const { isAdmitted, status, error, rotatedAt, checks } = of;
  const deciding = checks.findIndex(({ isPassed }) => !isPassed);
  return (
    <div class="explanation">
      <p>
        {what} <strong>{isAdmitted ? "is admitted now" : `gets ${status} now`}</strong>
        {error !== undefined && `: “${error}”`}.
      </p>
      <ol class="checks">
        {checks.map(({ name, isPassed, words }, index) => (
          <li key={name} class={isPassed ? "check" : "check check-failed"}>
            <span aria-hidden="true">{isPassed ? "✓" : "✗"}</span>
            <span>
              <span class="sr-only">{isPassed ? "Passed: " : "Failed: "}</span>
              {words}
              {index === deciding && <strong> (decides)</strong>}
            </span>
          </li>
        ))}
      </ol>
      {rotatedAt !== undefined && (
        <p class="muted">
          The secret was replaced <RelativeTime at={rotatedAt} otherwise="" as="date-and-time" />:
          older ones are refused once their grace period is over.
        </p>
      )}
    </div>
  );
}
