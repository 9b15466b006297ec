import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

interface SecretCodeProps {
  /** The element that holds the text, for whoever copies it. */
  readonly element: RefObject<HTMLElement | null>;
  /** What to show; called once, when the element is there. */
  readonly write: () => string;
  readonly class?: string;
}

/**
 * Code that nothing may remember: written into its element past what rendering keeps of a text, and
 * cleared when the element goes.
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
