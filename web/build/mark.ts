import { brandMark } from "../page/components/brand-mark.ts";

const { size, corner, bow, blade, line } = brandMark;
const box = `viewBox="0 0 ${size} ${size}"`;
const tile = `width="${size}" height="${size}" rx="${corner}"`;
const circle = `cx="${bow.cx}" cy="${bow.cy}" r="${bow.r}"`;

/** The mark as the page shows it, coloured by its style sheet. */
export const mark = [
  `<svg class="brand-mark" ${box} stroke-width="${line}" aria-hidden="true" focusable="false">`,
  `<rect class="brand-tile" ${tile}/>`,
  `<circle class="brand-line" ${circle}/><path class="brand-line" d="${blade}"/></svg>`,
].join("");

/** The logo alone. It has its own background, so it works on light and dark tabs. */
export const favicon = [
  `<svg xmlns="http://www.w3.org/2000/svg" ${box}>`,
  `<rect ${tile} fill="#4f5be0"/>`,
  `<g fill="none" stroke="#fff" stroke-width="${line}" stroke-linecap="round">`,
  `<circle ${circle}/><path d="${blade}"/></g></svg>`,
  "",
].join("\n");
