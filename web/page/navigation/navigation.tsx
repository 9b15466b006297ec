import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { pathOf, type Route, routeOf } from "./route.ts";

interface Navigation {
  readonly route: Route;
  /** The query of the address, with its `?`; empty without one. */
  readonly search: string;
  go(route: Route): void;
  /** Replaces the query of the address, without an entry in the browser's history. */
  setSearch(search: string): void;
}

const NavigationContext = createContext<Navigation>({
  route: { page: "keys" },
  search: "",
  go: () => {},
  setSearch: () => {},
});

interface Address {
  readonly path: string;
  readonly search: string;
}

const currentAddress = (): Address => ({ path: location.pathname, search: location.search });

/** Client-side navigation, without reloading the page. */
export function NavigationProvider({ children }: { readonly children: ComponentChildren }) {
  const [{ path, search }, setAddress] = useState(currentAddress);

  useEffect(() => {
    const follow = () => setAddress(currentAddress());
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  const go = (route: Route) => {
    const target = pathOf(route);
    if (target !== location.pathname + location.search) history.pushState(null, "", target);
    setAddress({ path: target, search: "" });
    scrollTo(0, 0);
  };
  const setSearch = (wanted: string) => {
    try {
      history.replaceState(null, "", location.pathname + wanted);
    } catch {
      // Safari refuses more than 100 changes in 30 seconds. The page then shows more than its address.
    }
    setAddress({ path, search: wanted });
  };
  const navigation = { route: routeOf(path), search, go, setSearch };
  return <NavigationContext.Provider value={navigation}>{children}</NavigationContext.Provider>;
}

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

interface LinkProps {
  readonly to: Route;
  readonly class?: string;
  /** `page` for the link to what is shown, `true` for the one to what that is part of. */
  readonly current?: "page" | "true" | undefined;
  readonly children: ComponentChildren;
}

/** A link to another route. Opening it in a new tab works as usual. */
export function Link({ to, class: className, current, children }: LinkProps) {
  const { go } = useNavigation();
  const follow = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!isPlain || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={pathOf(to)} class={className} aria-current={current} onClick={follow}>
      {children}
    </a>
  );
}
