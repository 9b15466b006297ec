import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import { pathOf, type Route, routeOf } from "./route.ts";

interface Navigation {
  readonly route: Route;
  go(route: Route): void;
}

const NavigationContext = createContext<Navigation>({ route: { page: "keys" }, go: () => {} });

/** Client-side navigation, without reloading the page. */
export function NavigationProvider({ children }: { readonly children: ComponentChildren }) {
  const [path, setPath] = useState(location.pathname);

  useEffect(() => {
    const follow = () => setPath(location.pathname);
    addEventListener("popstate", follow);
    return () => removeEventListener("popstate", follow);
  }, []);

  const go = (route: Route) => {
    const target = pathOf(route);
    if (target !== location.pathname) history.pushState(null, "", target);
    setPath(target);
    scrollTo(0, 0);
  };
  const navigation = { route: routeOf(path), go };
  return <NavigationContext.Provider value={navigation}>{children}</NavigationContext.Provider>;
}

export function useNavigation(): Navigation {
  return useContext(NavigationContext);
}

interface LinkProps {
  readonly to: Route;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to another route. Opening it in a new tab works as usual. */
export function Link({ to, class: className, current = false, children }: LinkProps) {
  const { go } = useNavigation();
  const follow = (event: MouseEvent) => {
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (!isPlain || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a
      href={pathOf(to)}
      class={className}
      aria-current={current ? "page" : undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
