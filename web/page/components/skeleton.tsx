/** Placeholder for a list that is loading. */
export function ListSkeleton({ rows }: { readonly rows: number }) {
  return (
    <div class="skeleton" aria-busy="true">
      <p class="sr-only" role="status">
        Loading…
      </p>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="skeleton-row">
          <span class="skeleton-bar" />
          <span class="skeleton-bar" />
          <span class="skeleton-bar" />
        </div>
      ))}
    </div>
  );
}

export function PanelSkeleton() {
  return (
    <div class="panel-row" aria-hidden="true">
      <div class="stat" />
      <div class="stat" />
      <div class="stat stat-wide" />
    </div>
  );
}

export function ChartSkeleton() {
  return (
    <div class="card chart-skeleton" aria-busy="true">
      <p class="sr-only" role="status">
        Loading…
      </p>
    </div>
  );
}
