import type { ComponentChildren } from "preact";
import { count } from "../format/numbers.ts";

interface NumberTableProps {
  readonly caption: string;
  /** The first one is of the rows' own headings. */
  readonly headings: readonly string[];
  readonly rows: readonly {
    readonly id: string;
    readonly heading: ComponentChildren;
    readonly numbers: readonly number[];
  }[];
}

/** A table of numbers. Screen readers get its caption. */
export function NumberTable({ caption, headings, rows }: NumberTableProps) {
  return (
    <table class="plain-table">
      <caption class="sr-only">{caption}</caption>
      <thead>
        <tr>
          {headings.map((heading, index) => (
            <th key={heading} scope="col" class={index === 0 ? undefined : "number"}>
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, heading, numbers }) => (
          <tr key={id}>
            <th scope="row">{heading}</th>
            {numbers.map((number, index) => (
              <td key={headings[index]} class="number">
                {count(number)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
