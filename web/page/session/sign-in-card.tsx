import { useEffect, useRef } from "preact/hooks";
import { Brand } from "../components/brand.tsx";

interface SignInCardProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
}

/** A full-page card for a user who is not signed in. */
export function SignInCard({ title, text, action, onAction }: SignInCardProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The element that had the focus is gone.
  useEffect(() => heading.current?.focus(), [title]);
  return (
    <main class="gate">
      <div class="gate-card">
        <Brand />
        <h1 ref={heading} class="gate-title" tabIndex={-1}>
          {title}
        </h1>
        <p class="muted">{text}</p>
        <button type="button" class="button button-primary" onClick={onAction}>
          {action}
        </button>
        <p class="gate-foot">
          <a href="/docs">Documentation</a>
        </p>
      </div>
    </main>
  );
}
