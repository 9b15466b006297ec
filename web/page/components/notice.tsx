import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

interface NoticeProps {
  readonly tone: "warning" | "danger" | "calm";
  /** Whether screen readers announce it as soon as it appears. */
  readonly urgent?: boolean;
  readonly children: ComponentChildren;
}

/** A highlighted message. */
export function Notice({ tone, urgent = false, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={urgent ? "alert" : undefined}>
      <Icon name={tone === "calm" ? "clock" : "warning"} />
      <div class="notice-text">{children}</div>
    </div>
  );
}
