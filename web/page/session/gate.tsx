import { useEffect, useRef } from "preact/hooks";
import { Brand } from "../components/brand.tsx";

interface GateProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
}

/** Where someone stands who is not signed in, and did not get in by themselves. */
export function RequireSession({ title, text, action, onAction }: GateProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus before is gone.
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
