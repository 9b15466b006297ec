import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { basePath, pathOf, type Route, routeOf } from "./route.ts";

interface Navigation {
  /** The whole path of the address. */
  readonly path: string;
  /** The path that routes are below. */
  readonly base: string;
  readonly route: Route;
  /** The query of the address, with its `?`; empty without one. */
  readonly search: string;
  go(route: Route): void;
  /** Shows another path, with its query. */
  visit(target: string): void;
  /** Replaces the query of the address, without an entry in the browser's history. */
  setSearch(search: string): void;
}

const NavigationContext = createContext<Navigation>({
  path: basePath,
  base: basePath,
  route: { page: "keys" },
  search: "",
  go: () => {},
  visit: () => {},
  setSearch: () => {},
});

interface Address {
  readonly path: string;
  readonly search: string;
}

const currentAddress = (): Address => ({ path: location.pathname, search: location.search });

interface NavigationProviderProps {
  /** Returns the path that routes are below, for a path that is shown. */
  readonly baseOf?: (path: string) => string;
  readonly children: ComponentChildren;
}

/** Client-side navigation, without reloading the page. */
export function NavigationProvider({ baseOf, children }: NavigationProviderProps) {
  const [{ path, search }, setAddress] = useState(currentAddress);

  useEffect(() => {
    const follow = () => setAddress(currentAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  const base = baseOf?.(path) ?? basePath;
  const visit = (target: string) => {
    if (target !== location.pathname + location.search) history.pushState(null, "", target);
    setAddress(currentAddress());
    scrollTo(0, 0);
  };
  const go = (route: Route) => visit(pathOf(route, base));
  const setSearch = (wanted: string) => {
    try {
      history.replaceState(null, "", location.pathname + wanted);
    } catch {
      // Safari refuses more than 100 changes in 30 seconds. The page then shows more than its address.
    }
    setAddress({ path, search: wanted });
  };
  const navigation = { path, base, route: routeOf(path, base), search, go, visit, setSearch };
  return <NavigationContext.Provider value={navigation}>{children}</NavigationContext.Provider>;
}

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

interface LinkProps {
  /** A route, or a path of the page. */
  readonly to: Route | string;
  readonly class?: string;
  /** `page` for the link to what is shown, `true` for the one to what that is part of. */
  readonly current?: "page" | "true" | undefined;
  readonly children: ComponentChildren;
}

/** A link to another route. Opening it in a new tab works as usual. */
export function Link({ to, class: className, current, children }: LinkProps) {
  const { base, visit } = useNavigation();
  const target = typeof to === "string" ? to : pathOf(to, base);
  const follow = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!isPlain || event.altKey) return;
    event.preventDefault();
    visit(target);
  };
  return (
    <a href={target} class={className} aria-current={current} onClick={follow}>
      {children}
    </a>
  );
}
