import { useEffect } from "preact/hooks";
import { SuspensionBanner } from "./account/suspension-banner.tsx";
import { UsagePage } from "./account/usage-page.tsx";
import { ActivityPage } from "./activity/activity-page.tsx";
import type { Clock } from "./api/clock.ts";
import type { Management } from "./api/management.ts";
import { AnnouncerProvider } from "./components/announcer.tsx";
import { ClockProvider } from "./components/clock-provider.tsx";
import { Title } from "./components/title.tsx";
import { DialogHost } from "./dialogs/dialog-host.tsx";
import { KeyPage } from "./keys/key-page.tsx";
import { secondSecret } from "./keys/key-state.ts";
import { KeysPage } from "./keys/keys-page.tsx";
import { Frame } from "./navigation/frame.tsx";
import { Link, NavigationProvider, useNavigation } from "./navigation/navigation.tsx";
import type { Person } from "./session/person.ts";
import type { AccountData } from "./workspace/account-data.ts";
import { useWorkspace, WorkspaceProvider } from "./workspace/workspace.tsx";

interface AppProps {
  readonly api: Management;
  readonly clock: Clock;
  readonly person: Person;
  /** The first load of the account, which is under way. */
  readonly first: Promise<AccountData>;
}

/** The page for a signed-in user. */
export function App(props: AppProps) {
  return (
    <WorkspaceProvider {...props}>
      <Ticking clock={props.clock} />
    </WorkspaceProvider>
  );
}

/** How often the page looks whether the old secret of a rotated key is still used. */
const gracePollMs = 60_000;

/** Ticks every second while a countdown is shown. Relative times need no more than every 15 s. */
function Ticking({ clock }: { readonly clock: Clock }) {
  const { accountData, refreshIfStale } = useWorkspace();
  const keys = accountData.phase === "ready" ? accountData.value.keys.entries : [];
  const isCounting = keys.some((key) => secondSecret(key, clock.now()) !== undefined);
  // During a grace period, people watch whether the old secret is still in use.
  useEffect(() => {
    if (!isCounting) return;
    const timer = setInterval(refreshIfStale, gracePollMs);
    return () => clearInterval(timer);
  }, [isCounting, refreshIfStale]);
  return (
    <ClockProvider clock={clock} everySeconds={isCounting ? 1 : 15}>
      <AnnouncerProvider>
        <NavigationProvider>
          <DialogHost>
            <Frame>
              <Page />
            </Frame>
          </DialogHost>
        </NavigationProvider>
      </AnnouncerProvider>
    </ClockProvider>
  );
}

function Page() {
  const { route } = useNavigation();
  const { refreshIfStale } = useWorkspace();
  useEffect(refreshIfStale, [route.page]);
  switch (route.page) {
    case "keys":
      return <KeysPage />;
    case "key":
      return <KeyPage key={route.id} id={route.id} />;
    case "usage":
      return <UsagePage />;
    case "activity":
      return <ActivityPage />;
    case "unknown":
      return (
        <>
          <Title text="Page not found">Page not found</Title>
          <p class="lead">
            This page does not exist. <Link to={{ page: "keys" }}>Go to your API keys</Link>
          </p>
          <SuspensionBanner />
        </>
      );
  }
}
