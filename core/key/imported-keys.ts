/** Which imported keys are taken: none, those with one prefix, or all that do not begin like ours. */
export type ImportedKeys = "none" | "any" | { readonly prefix: string };
