import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** What any part of the page may ask of the session. */
export interface SessionActions {
  signIn(): void;
  /** After the API refused the session. */
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
