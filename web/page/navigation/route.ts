/** All routes of the settings page are below this path; the console has the same below an account's. */
export const basePath = "/app/settings/api-keys";

export type Route =
  | { readonly page: "keys" }
  | { readonly page: "key"; readonly id: string }
  | { readonly page: "usage" }
  | { readonly page: "activity" }
  | { readonly page: "unknown" };

const idGrammar = /^[0-9A-Za-z]{8}$/;

/** Named routes go first: with 62^8 possible ids, no key is going to be called `activity`. */
export function routeOf(path: string, base = basePath): Route {
  if (path === base || path === `${base}/`) return { page: "keys" };
  const [part, ...others] = path.startsWith(`${base}/`)
    ? path.slice(base.length + 1).split("/")
    : [];
  if (part === undefined || others.length > 0) return { page: "unknown" };
  if (part === "usage" || part === "activity") return { page: part };
  return idGrammar.test(part) ? { page: "key", id: part } : { page: "unknown" };
}

export function pathOf(route: Route, base = basePath): string {
  switch (route.page) {
    case "key":
      return `${base}/${route.id}`;
    case "usage":
    case "activity":
      return `${base}/${route.page}`;
    default:
      return base;
  }
}
