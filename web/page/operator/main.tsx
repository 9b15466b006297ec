import { pageOf } from "../start.tsx";
import { Console } from "./console.tsx";
import { createOperatorApi } from "./operator-api.ts";

export const showPage = pageOf((call, clock, person) => (
  <Console call={call} api={createOperatorApi(call)} clock={clock} person={person} />
));
