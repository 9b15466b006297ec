import type { ComponentChildren } from "preact";

export type Tone = "good" | "calm" | "warning" | "danger";

interface BadgeProps {
  readonly tone: Tone;
  readonly children: ComponentChildren;
}

export function Badge({ tone, children }: BadgeProps) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}
