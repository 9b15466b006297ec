import { visible } from "../format/visible.ts";

/**
 * Shows a name that a user chose, unchanged. It does not affect the direction of the text around it.
 * A name without visible characters is marked as invisible.
 */
export function Name({ children }: { readonly children: string }) {
  return (
    <>
      <bdi class="name">{children}</bdi>
      {visible(children) === "" && <span class="muted">(invisible name)</span>}
    </>
  );
}

/** A name inside a sentence. */
export function Emphasis({ children }: { readonly children: string }) {
  return (
    <strong>
      <Name>{children}</Name>
    </strong>
  );
}
