import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";

const AnnounceContext = createContext<(message: string) => void>(() => {});

/** Long enough to read; what it says can be seen on the page as well. */
const shownMs = 6_000;

/** Tells of what was done, to eyes and to screen readers. */
export function AnnouncerProvider({ children }: { readonly children: ComponentChildren }) {
  const [message, setMessage] = useState("");
  const announce = useCallback((text: string) => setMessage(text), []);

  useEffect(() => {
    if (message === "") return;
    const timer = setTimeout(() => setMessage(""), shownMs);
    return () => clearTimeout(timer);
  }, [message]);

  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div class="announcer" role="status">
        {message !== "" && <p class="announcement">{message}</p>}
      </div>
    </AnnounceContext.Provider>
  );
}

export function useAnnounce(): (message: string) => void {
  return useContext(AnnounceContext);
}
