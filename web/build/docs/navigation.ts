/** One page: its Markdown is `web/docs/pages/<file>.md`, but for the reference, which has none. */
export interface PageAddress {
  readonly path: string;
  /** As in lists of pages; the page's own title may be longer. */
  readonly label: string;
}

export interface Section {
  readonly label: string;
  readonly pages: readonly PageAddress[];
}

export const quickStartPath = "/docs";
export const referencePath = "/docs/api-reference";

/** All pages, in the order in which one may read them. */
export const sections: readonly Section[] = [
  {
    label: "Call the API",
    pages: [
      { path: quickStartPath, label: "Quick start" },
      { path: "/docs/authentication", label: "Authentication" },
      { path: "/docs/errors", label: "Errors" },
      { path: "/docs/rate-limits", label: "Rate limits" },
      { path: "/docs/models", label: "Models" },
      { path: "/docs/account", label: "Account" },
    ],
  },
  {
    label: "Look after keys",
    pages: [
      { path: "/docs/keys", label: "Your keys" },
      { path: "/docs/security", label: "Keep keys safe" },
      { path: "/docs/found-a-key", label: "Found a key?" },
      { path: "/docs/management", label: "Management API" },
    ],
  },
  { label: "Look it up", pages: [{ path: referencePath, label: "API reference" }] },
];

export const allPages: readonly PageAddress[] = sections.flatMap(({ pages }) => pages);

/** The path of a page's Markdown, below `web/docs/pages/`. */
export function sourceOf({ path }: PageAddress): string {
  return path === quickStartPath ? "quick-start.md" : `${path.replace("/docs/", "")}.md`;
}
