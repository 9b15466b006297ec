import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import type { Clock } from "../api/clock.ts";

const NowContext = createContext(0);

interface NowProviderProps {
  readonly clock: Clock;
  /** How often those who asked for the time are told. */
  readonly everySeconds: number;
  readonly children: ComponentChildren;
}

export function NowProvider({ clock, everySeconds, children }: NowProviderProps) {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  // Asked anew whenever what is around renders: an answer may have set the clock right.
  return <NowContext.Provider value={clock.now()}>{children}</NowContext.Provider>;
}

/** Unix time in whole seconds, by the service's clock. */
export function useNow(): number {
  return useContext(NowContext);
}
