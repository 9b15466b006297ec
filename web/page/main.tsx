import { createManagement } from "./api/management.ts";
import { App } from "./app.tsx";
import { pageOf } from "./start.tsx";
import { loadAccountData } from "./workspace/sync.ts";

export const showPage = pageOf((call, clock, person) => {
  const api = createManagement(call, { likelyAccountId: person.likelyAccountId });
  // On its way before anything is rendered.
  const first = loadAccountData(api);
  // The page shows a failure once it is rendered.
  first.catch(() => {});
  return <App api={api} clock={clock} person={person} first={first} />;
});
