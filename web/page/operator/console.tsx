import { useCallback } from "preact/hooks";
import type { Call } from "../api/client.ts";
import type { Clock } from "../api/clock.ts";
import { AnnouncerProvider } from "../components/announcer.tsx";
import { ClockProvider } from "../components/clock-provider.tsx";
import { Failure } from "../components/failure.tsx";
import { Title } from "../components/title.tsx";
import { Link, NavigationProvider, useNavigation } from "../navigation/navigation.tsx";
import type { Person } from "../session/person.ts";
import { useLoaded } from "../workspace/use-loaded.ts";
import { AccountView } from "./account-view.tsx";
import { Frame } from "./frame.tsx";
import { NotAnOperator } from "./not-an-operator.tsx";
import type { OperatorApi } from "./operator-api.ts";
import { abilitiesOf, OperatorContext } from "./operator-context.ts";
import { accountBaseOf, consolePath, consoleRouteOf } from "./paths.ts";
import { RequestPage } from "./request-page.tsx";
import { SearchPage } from "./search-page.tsx";
import { ServicePage } from "./service-page.tsx";

interface ConsoleProps {
  readonly call: Call;
  readonly api: OperatorApi;
  readonly clock: Clock;
  readonly person: Person;
}

/** The operators' console. Nobody else gets past its first call, whatever it shows. */
export function Console({ call, api, clock, person }: ConsoleProps) {
  const load = useCallback(() => api.me(), [api]);
  const { loaded, reload } = useLoaded(load, "me");
  if (loaded.phase === "loading") {
    return (
      <main class="gate" aria-busy="true">
        <p class="muted" role="status">
          Loading…
        </p>
      </main>
    );
  }
  if (loaded.phase === "failed") {
    return (
      <main class="gate">
        <Failure error={loaded.error} what="The console could not be loaded." onRetry={reload} />
      </main>
    );
  }
  const me = loaded.value;
  if (!me.isOperator) return <NotAnOperator person={person} />;
  return (
    <OperatorContext.Provider
      value={{ call, api, clock, person, me, abilities: abilitiesOf(me.roles) }}
    >
      <ClockProvider clock={clock} everySeconds={15}>
        <AnnouncerProvider>
          <NavigationProvider baseOf={accountBaseOf}>
            <Frame>
              <Page />
            </Frame>
          </NavigationProvider>
        </AnnouncerProvider>
      </ClockProvider>
    </OperatorContext.Provider>
  );
}

function Page() {
  const { path } = useNavigation();
  const route = consoleRouteOf(path);
  switch (route.page) {
    case "search":
      return <SearchPage />;
    case "account":
      return <AccountView key={route.id} id={route.id} />;
    case "request":
      return <RequestPage key={route.id} id={route.id} />;
    case "service":
      return <ServicePage />;
    case "unknown":
      return (
        <>
          <Title text="Page not found">Page not found</Title>
          <p class="lead">
            This page does not exist. <Link to={consolePath}>Search</Link>
          </p>
        </>
      );
  }
}
