import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { Name } from "./name.tsx";

interface Announcement {
  readonly text: string;
  /** The name of the key that it is about. */
  readonly key: string | undefined;
}

type Announce = (text: string, key?: string) => void;

const AnnounceContext = createContext<Announce>(() => {});

/** Long enough to read; what it says can be seen on the page as well. */
const shownMs = 6_000;

/** Tells of what was done, to eyes and to screen readers. */
export function AnnouncerProvider({ children }: { readonly children: ComponentChildren }) {
  const [shown, setShown] = useState<Announcement>();
  const announce: Announce = useCallback((text, key) => setShown({ text, key }), []);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [shown]);

  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <div class="announcer" role="status">
        {shown && (
          <p class="announcement">
            {shown.key !== undefined && (
              <>
                Key “<Name>{shown.key}</Name>”{" "}
              </>
            )}
            {shown.text}
          </p>
        )}
      </div>
    </AnnounceContext.Provider>
  );
}

/** @returns tells a sentence, or what was done to a key of some name, such as `paused.` */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
