import { type TagName, tags } from "../../../contract/openapi/info.ts";

/** Whom a page is for. Customers see nothing of what only operators can do. */
export type Audience = "customers" | "operators";

export interface PageAddress {
  readonly path: string;
  /** As in lists of pages; the page's own title may be longer. */
  readonly label: string;
}

export interface Section {
  readonly label: string;
  readonly pages: readonly PageAddress[];
}

/** The pages of an audience, in the order in which one may read them. */
export interface Area {
  readonly audience: Audience;
  readonly home: string;
  readonly reference: string;
  readonly search: string;
  readonly sections: readonly Section[];
}

const audiences: Readonly<Record<TagName, Audience>> = {
  Models: "customers",
  Caller: "customers",
  Leaks: "customers",
  Description: "customers",
  Accounts: "operators",
  Keys: "operators",
  Audit: "operators",
  Operations: "operators",
};

export const quickStartPath = "/docs";
export const changelogPath = "/docs/operators/changelog";

const customers = areaOf("customers", quickStartPath, "/docs", [
  {
    label: "Call the API",
    pages: [
      { path: quickStartPath, label: "Quick start" },
      { path: "/docs/authentication", label: "Authentication" },
      { path: "/docs/errors", label: "Errors" },
      { path: "/docs/rate-limits", label: "Rate limits and retries" },
      { path: "/docs/models", label: "Models" },
      { path: "/docs/account", label: "Account" },
    ],
  },
  {
    label: "Look after keys",
    pages: [
      { path: "/docs/keys", label: "Your keys" },
      { path: "/docs/rotate-keys", label: "Rotate without downtime" },
      { path: "/docs/security", label: "Keep keys safe" },
      { path: "/docs/found-a-key", label: "Found a key?" },
    ],
  },
]);

const operators = areaOf("operators", "/docs/operators/management", "/docs/operators", [
  {
    label: "Run the API",
    pages: [
      { path: "/docs/operators/management", label: "Management API" },
      { path: "/docs/operators/errors", label: "Errors" },
      { path: "/docs/operators/protect-your-api", label: "Protect your API" },
      { path: "/docs/operators/webhooks", label: "Webhooks" },
      { path: changelogPath, label: "Changelog" },
    ],
  },
]);

export const areas: readonly Area[] = [customers, operators];

export const allPages: readonly PageAddress[] = areas.flatMap(pagesOf);

/** The path of a tag's page in the reference. */
export function tagPath(tag: TagName): string {
  const { reference } = audiences[tag] === "customers" ? customers : operators;
  return `${reference}/${tag.toLowerCase()}`;
}

/** The tags that an area's reference has, in the document's order. */
export function tagsOf({ audience }: Area): TagName[] {
  return tagsFor(audience);
}

export function pagesOf({ sections }: Area): PageAddress[] {
  return sections.flatMap(({ pages }) => pages);
}

export function addressAt(path: string): PageAddress {
  const found = allPages.find((page) => page.path === path);
  if (!found) throw new Error(`${path} has no place among the pages`);
  return found;
}

/** The path of a page's Markdown, below `web/docs/pages/`. */
export function sourceOf({ path }: PageAddress): string {
  return path === quickStartPath ? "quick-start.md" : `${path.replace("/docs/", "")}.md`;
}

function areaOf(audience: Audience, home: string, base: string, written: readonly Section[]): Area {
  const reference = `${base}/api-reference`;
  const search = `${base}/search`;
  const tagPages = tagsFor(audience).map((tag) => ({
    path: `${reference}/${tag.toLowerCase()}`,
    label: tag,
  }));
  const lookUp = {
    label: "Look it up",
    pages: [
      { path: reference, label: "API reference" },
      ...tagPages,
      { path: search, label: "Index and search" },
    ],
  };
  return { audience, home, reference, search, sections: [...written, lookUp] };
}

function tagsFor(audience: Audience): TagName[] {
  return tags.flatMap(({ name }) => (audiences[name] === audience ? [name] : []));
}
