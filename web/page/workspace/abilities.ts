import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Permitted actions on an account's keys besides reading, pausing and revoking them. */
export interface Abilities {
  /** Whether an operator looks at somebody else's account. */
  readonly isOperator: boolean;
  readonly mayCreate: boolean;
  readonly mayRotate: boolean;
  readonly mayEdit: boolean;
}

/** Users may do all that the page offers. */
export const AbilitiesContext = createContext<Abilities>({
  isOperator: false,
  mayCreate: true,
  mayRotate: true,
  mayEdit: true,
});

export function useAbilities(): Abilities {
  return useContext(AbilitiesContext);
}
