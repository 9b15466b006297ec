import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface DialogProps {
  readonly title: ComponentChildren;
  /** Undefined if the user must answer: then neither Escape nor a button closes the dialog. */
  readonly onClose: (() => void) | undefined;
  /** Keeps the dialog open while a request is in flight. */
  readonly busy?: boolean;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog. The browser keeps the focus inside and returns it afterwards. If the element that
 * had the focus is gone by then, the page's heading gets it.
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

/** The first element to focus: a field or an answer, not the close button. */
const firstControl = ".form input[type=text], .form input:checked, .form button:not([disabled])";

/** The dialog's action may have removed the element that opened it, now or a moment later. */
function giveFocusTo(opener: Element | null): void {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
  if (isThere) opener.focus();
  else focusHeading();
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusHeading();
  });
}

function focusHeading(): void {
  document.querySelector("h1")?.focus();
}
