import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface DialogProps {
  readonly title: ComponentChildren;
  /** Undefined where the dialog must be answered: then neither Escape nor a button closes it. */
  readonly onClose: (() => void) | undefined;
  /** While an answer is awaited the dialog stays. */
  readonly busy?: boolean;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog. The browser keeps the focus inside and gives it back afterwards; where what had
 * it is gone by then, the page's heading gets it.
 */
export function Dialog({ title, onClose, busy = false, wide = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isThere = useRef(true);
  const titleId = useId();
  const close = busy ? undefined : onClose;

  useLayoutEffect(() => {
    const opener = document.activeElement;
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>(firstControl)?.focus();
    return () => {
      isThere.current = false;
      element?.close();
      giveFocusTo(opener);
    };
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    close?.();
  };
  const onCancel = (event: Event) => {
    event.preventDefault();
    close?.();
  };
  // On a second Escape browsers close a dialog even though its `cancel` was prevented.
  const onClosed = () => {
    if (isThere.current && !dialog.current?.open) dialog.current?.showModal();
  };
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      onCancel={onCancel}
      onClose={onClosed}
    >
      <header class="dialog-head">
        <h2 id={titleId} class="dialog-title">
          {title}
        </h2>
        {onClose && (
          <button
            type="button"
            class="button-icon"
            aria-label="Close"
            disabled={busy}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}

/** What the focus begins at: what is there to fill in or answer, rather than the button to close. */
const firstControl = ".form input[type=text], .form input:checked, .form button:not([disabled])";

/** What was done in the dialog may take away what opened it, now or a moment later. */
function giveFocusTo(opener: Element | null): void {
  if (opener instanceof HTMLElement) opener.focus();
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) document.querySelector("h1")?.focus();
  });
}
