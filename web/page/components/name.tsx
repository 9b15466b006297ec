import { visible } from "../format/visible.ts";

/**
 * A name that someone chose: shown as it is, whatever it is made of, and without an effect on the
 * direction of the text around it. One that cannot be seen is said to be so.
 */
export function Name({ children }: { readonly children: string }) {
  return (
    <>
      <bdi class="name">{children}</bdi>
      {visible(children) === "" && <span class="muted">(invisible name)</span>}
    </>
  );
}

/** A name amid a sentence. */
export function Emphasis({ children }: { readonly children: string }) {
  return (
    <strong>
      <Name>{children}</Name>
    </strong>
  );
}
