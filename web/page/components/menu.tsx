import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

export interface MenuEntry {
  /** Stays the same when the label changes, so that the button element is kept. */
  readonly id: string;
  readonly label: string;
  readonly danger?: boolean;
  readonly act: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

/** A button that opens a list of buttons. Escape, or a click or focus elsewhere, closes it. */
export function Menu({ label, entries }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const listId = useId();

  useEffect(() => {
    if (!isOpen) return;
    list.current?.scrollIntoView({ block: "nearest" });
    const hide = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    addEventListener("pointerdown", hide);
    addEventListener("focusin", hide);
    // On the whole document: some browsers do not focus a button on click.
    addEventListener("keydown", closeOnEscape);
    return () => {
      removeEventListener("pointerdown", hide);
      removeEventListener("focusin", hide);
      removeEventListener("keydown", closeOnEscape);
    };
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  /** @see https://www.w3.org/WAI/ARIA/apg/patterns/disclosure/examples/disclosure-navigation/ */
  const move = (event: KeyboardEvent) => {
    const buttons: Element[] = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = document.activeElement ? buttons.indexOf(document.activeElement) : -1;
    const target = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[
      event.key
    ];
    if (target === undefined) return;
    event.preventDefault();
    setOpen(true);
    // A closed list cannot take the focus before it is shown.
    requestAnimationFrame(() => {
      const entry = buttons.at(target % buttons.length);
      if (entry instanceof HTMLElement) entry.focus();
    });
  };
  const choose = (entry: MenuEntry) => {
    close();
    entry.act();
  };
  return (
    <div class="menu" ref={root}>
      <button
        ref={opener}
        type="button"
        class="button-icon"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={listId}
        onKeyDown={move}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      <ul ref={list} id={listId} class="menu-list" hidden={!isOpen}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              class={entry.danger ? "menu-entry menu-entry-danger" : "menu-entry"}
              onKeyDown={move}
              onClick={() => choose(entry)}
            >
              {entry.label}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
