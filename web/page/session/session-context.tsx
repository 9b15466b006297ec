import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** The session actions available to every component. */
export interface SessionActions {
  signIn(): void;
  /** Signs in again after the API rejected the session. */
  signInAgain(): void;
  signOut(): void;
}

const nothing = () => {};
export const SessionContext = createContext<SessionActions>({
  signIn: nothing,
  signInAgain: nothing,
  signOut: nothing,
});

export function useSession(): SessionActions {
  return useContext(SessionContext);
}
