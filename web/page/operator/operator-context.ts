import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { accountAccess, keyAccess, mayOperatorCall } from "../../../functions/management/routes.ts";
import type { Call } from "../api/client.ts";
import type { Clock } from "../api/clock.ts";
import type { Person } from "../session/person.ts";
import type { Abilities } from "../workspace/abilities.ts";
import type { Me, OperatorApi } from "./operator-api.ts";

/** The operator who is signed in, and what they may do. */
export interface Operator {
  readonly call: Call;
  readonly api: OperatorApi;
  readonly clock: Clock;
  readonly person: Person;
  readonly me: Me;
  readonly abilities: Abilities & { readonly mayEditAccount: boolean };
}

const account = "/manage/v1/accounts/{account_id}";

/** The abilities that the management routes give these roles. */
export function abilitiesOf(roles: readonly string[]): Operator["abilities"] {
  return {
    isOperator: true,
    mayCreate: mayOperatorCall(keyAccess[`POST ${account}/keys`], roles),
    mayRotate: mayOperatorCall(keyAccess[`POST ${account}/keys/{id}/rotate`], roles),
    mayEdit: mayOperatorCall(keyAccess[`PATCH ${account}/keys/{id}`], roles, ["name"]),
    mayEditAccount: mayOperatorCall(accountAccess[`PUT ${account}`], roles, ["plan"]),
  };
}

export const OperatorContext = createContext<Operator | undefined>(undefined);

export function useOperator(): Operator {
  const operator = useContext(OperatorContext);
  if (!operator) throw new Error("there is no operator around this");
  return operator;
}
