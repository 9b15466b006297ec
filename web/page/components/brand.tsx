import { useConfig } from "../config-context.ts";
import { brandMark } from "./brand-mark.ts";

/** The product's name and mark. */
export function Brand() {
  const { name, logo } = useConfig().product;
  return (
    <span class="brand">
      {logo === undefined ? <Mark /> : <img class="brand-mark" src={logo} alt="" />}
      {name}
    </span>
  );
}

function Mark() {
  const { size, corner, bow, blade, line } = brandMark;
  return (
    <svg
      class="brand-mark"
      viewBox={`0 0 ${size} ${size}`}
      stroke-width={line}
      aria-hidden="true"
      focusable="false"
    >
      <rect class="brand-tile" width={size} height={size} rx={corner} />
      <circle class="brand-line" {...bow} />
      <path class="brand-line" d={blade} />
    </svg>
  );
}
