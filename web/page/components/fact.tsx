import type { ComponentChildren } from "preact";

interface FactProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A labelled value in a list of facts. */
export function Fact({ label, children }: FactProps) {
  return (
    <div class="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
