import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface CopyButtonProps {
  /** The name of what is copied, such as `key`. */
  readonly what: string;
  /** The element whose text is copied. */
  readonly source: RefObject<HTMLElement | null>;
  /** Icon only, for a button right beside the text that it copies. */
  readonly small?: boolean;
}

type Outcome = "copied" | "selected" | undefined;
const shownMs = 4_000;

/** Copies an element's text, or selects it if the browser does not allow scripts to copy. */
export function CopyButton({ what, source, small = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    const element = source.current;
    if (!element) return;
    setOutcome(undefined);
    setOutcome((await copyText(element)) ? "copied" : "selected");
  };
  return (
    <span class="copy">
      <button type="button" class={small ? "button-icon button-small" : "button"} onClick={copy}>
        <Icon name={outcome === "copied" ? "check" : "copy"} />
        <span class={small ? "sr-only" : undefined}>Copy {what}</span>
      </button>
      <span class="copy-outcome" role="status">
        {outcome === "copied" && "Copied"}
        {outcome === "selected" && "Selected. Press Ctrl+C or ⌘C to copy."}
      </span>
    </span>
  );
}

async function copyText(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy");
  }
}
