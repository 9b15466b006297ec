import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

interface SecretCodeProps {
  /** The element that holds the text, for the copy button. */
  readonly element: RefObject<HTMLElement | null>;
  /** Returns the text to show; called once, when the element exists. */
  readonly write: () => string;
  readonly class?: string;
}

/**
 * Shows code that must not be kept in memory. It bypasses the virtual DOM, which would keep the text,
 * writes to the element directly, and clears it on unmount.
 */
export function SecretCode({ element, write, class: className }: SecretCodeProps) {
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    current.textContent = write();
    return () => {
      current.textContent = "";
    };
  }, []);
  return <code class={className} ref={element} />;
}
