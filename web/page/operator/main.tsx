import { startPage } from "../start.tsx";
import { Console } from "./console.tsx";
import { createOperatorApi } from "./operator-api.ts";
import { consolePath } from "./paths.ts";

await startPage(consolePath, (call, clock) => {
  const api = createOperatorApi(call);
  return (person) => <Console call={call} api={api} clock={clock} person={person} />;
});
