import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useState } from "preact/hooks";
import { Name } from "./name.tsx";

interface Announcement {
  readonly text: string;
  /** The name of the key that the text is about. */
  readonly key: string | undefined;
}

type Announce = (text: string, key?: string) => void;

const AnnounceContext = createContext<Announce>(() => {});

/** Long enough to read. The page itself also shows the result. */
const shownMs = 6_000;

/** Shows the result of an action, and announces it to screen readers. */
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
        {shown?.text && (
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

/** @returns announces a sentence (an empty one takes the last one away), or with a key's name what was done to it, such as `paused.` */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
