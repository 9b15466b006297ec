/** Something that is asked for: on its way, not to be had, or there. */
export type Loaded<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly error: unknown }
  | { readonly phase: "ready"; readonly value: T };

export const loading = { phase: "loading" } as const;
