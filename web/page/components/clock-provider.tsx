import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import type { Clock } from "../api/clock.ts";

const ClockContext = createContext(0);

interface ClockProviderProps {
  readonly clock: Clock;
  /** How often components that use the time are rendered again. */
  readonly everySeconds: number;
  readonly children: ComponentChildren;
}

export function ClockProvider({ clock, everySeconds, children }: ClockProviderProps) {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), everySeconds * 1000);
    return () => clearInterval(timer);
  }, [everySeconds]);
  // Read on every render: a response may have corrected the clock in between.
  return <ClockContext.Provider value={clock.now()}>{children}</ClockContext.Provider>;
}

/** Returns Unix time in whole seconds, by the service's clock. */
export function useNow(): number {
  return useContext(ClockContext);
}
