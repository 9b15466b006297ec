import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useConfig } from "../config-context.ts";

interface TitleProps {
  /** What the browser's tab says; the heading may hold more. */
  readonly text: string;
  readonly children: ComponentChildren;
}

/** Nobody who has just loaded the page wants its focus moved; whoever follows a link does. */
let isFirst = true;

/** A page's heading. Takes the focus when the page is gone to, so that readers begin there. */
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
