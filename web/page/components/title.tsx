import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useConfig } from "../config-context.ts";

interface TitleProps {
  /** The title of the browser's tab; the heading may contain more. */
  readonly text: string;
  readonly children: ComponentChildren;
}

/** The first page load must not move the focus; following a link must. */
let isFirst = true;

/** A page's heading. Takes the focus after navigation, so that screen readers start there. */
export function Title({ text, children }: TitleProps) {
  const { product } = useConfig();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, []);
  useEffect(() => {
    document.title = `${text} · ${product.name}`;
  }, [text, product.name]);
  return (
    <h1 ref={heading} tabIndex={-1} class="title">
      {children}
    </h1>
  );
}
