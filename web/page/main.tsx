import { createManagement } from "./api/management.ts";
import { App } from "./app.tsx";
import { basePath } from "./navigation/route.ts";
import { startPage } from "./start.tsx";

await startPage(basePath, (call, clock) => {
  const api = createManagement(call);
  return (person) => <App api={api} clock={clock} person={person} />;
});
