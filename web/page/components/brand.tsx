/** The product's name and mark. */
export function Brand() {
  return (
    <span class="brand">
      <svg class="brand-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <rect class="brand-tile" width="24" height="24" rx="6" />
        <circle class="brand-line" cx="9" cy="9.500" r="3.250" />
        <path class="brand-line" d="M11.500 11.800l6 5.700M15 15.100l-1.800 1.900" />
      </svg>
      Latchkey
    </span>
  );
}
