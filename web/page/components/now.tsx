import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Clock } from "../api/clock.ts";

const NowContext = createContext(0);

interface NowProviderProps {
  readonly clock: Clock;
  /** How often those who asked for the time are told. */
  readonly everySeconds: number;
  readonly children: ComponentChildren;
}

export function NowProvider({ clock, everySeconds, children }: NowProviderProps) {
  const [now, setNow] = useState(clock.now);
  useEffect(() => {
    const tick = () => setNow(clock.now());
    tick();
    const timer = setInterval(tick, everySeconds * 1000);
    return () => clearInterval(timer);
  }, [clock, everySeconds]);
  return <NowContext.Provider value={now}>{children}</NowContext.Provider>;
}

/** Unix time in whole seconds, by the service's clock. */
export function useNow(): number {
  return useContext(NowContext);
}
