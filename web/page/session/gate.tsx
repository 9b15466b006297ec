import { Brand } from "../components/brand.tsx";

interface GateProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly onAction: () => void;
}

/** Where someone stands who is not signed in, and did not get in by themselves. */
export function Gate({ title, text, action, onAction }: GateProps) {
  return (
    <main class="gate">
      <div class="gate-card">
        <Brand />
        <h1 class="gate-title" tabIndex={-1}>
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
