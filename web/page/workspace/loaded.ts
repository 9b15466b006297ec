/** A value that is loading, failed to load, or is ready. */
export type Loaded<T> =
  | { readonly phase: "loading" }
  | { readonly phase: "failed"; readonly error: unknown }
  | { readonly phase: "ready"; readonly value: T };

export const loading = { phase: "loading" } as const;
