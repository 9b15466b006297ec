/**
 * A name that someone chose: shown as it is, whatever it is made of, and without an effect on the
 * direction of the text around it.
 */
export function Name({ children }: { readonly children: string }) {
  return <bdi class="name">{children}</bdi>;
}
