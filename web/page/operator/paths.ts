/** All pages of the console are below this path. */
export const consolePath = "/app/operator";
export const servicePath = `${consolePath}/service`;
const accounts = `${consolePath}/accounts/`;
const requests = `${consolePath}/requests/`;

export type ConsoleRoute =
  | { readonly page: "search" | "service" | "unknown" }
  /** The account's own pages are below. */
  | { readonly page: "account" | "request"; readonly id: string };

export function consoleRouteOf(path: string): ConsoleRoute {
  if (path === consolePath || path === `${consolePath}/`) return { page: "search" };
  if (path === servicePath) return { page: "service" };
  if (path.startsWith(accounts)) return routeWith("account", path.slice(accounts.length));
  if (path.startsWith(requests)) return routeWith("request", path.slice(requests.length));
  return { page: "unknown" };
}

function routeWith(page: "account" | "request", rest: string): ConsoleRoute {
  const [first = ""] = rest.split("/");
  try {
    const id = decodeURIComponent(first);
    return id === "" ? { page: "unknown" } : { page, id };
  } catch {
    return { page: "unknown" };
  }
}

/** The path that an account's own pages are below, as it is spelt in the address. */
export function accountBaseOf(path: string): string {
  if (!path.startsWith(accounts)) return consolePath;
  return accounts + (path.slice(accounts.length).split("/")[0] ?? "");
}

export function accountPath(accountId: string): string {
  return accounts + encodeURIComponent(accountId);
}

export function keyPath(accountId: string, keyId: string): string {
  return `${accountPath(accountId)}/${keyId}`;
}

export function requestPath(requestId: string): string {
  return requests + requestId;
}
