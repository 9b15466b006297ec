import { useId } from "preact/hooks";
import { environmentFilters, type KeyFilter, statusFilters } from "./key-filter.ts";
import { environmentNames, statusFilterNames } from "./key-labels.ts";

interface FiltersProps {
  readonly filter: KeyFilter;
  readonly onChange: (filter: KeyFilter) => void;
}

export function Filters({ filter, onChange }: FiltersProps) {
  const base = useId();
  return (
    <search class="filters">
      <div class="filter filter-text">
        <label class="sr-only" for={`${base}-text`}>
          Search keys
        </label>
        <input
          id={`${base}-text`}
          class="input"
          type="search"
          placeholder="Search names and prefixes"
          autoComplete="off"
          value={filter.text}
          onInput={({ currentTarget }) => onChange({ ...filter, text: currentTarget.value })}
        />
      </div>
      <div class="filter">
        <label class="sr-only" for={`${base}-status`}>
          Status
        </label>
        <select
          id={`${base}-status`}
          class="input"
          value={filter.status}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...filter, status: statusFilters.find((one) => one === value) ?? "all" })
          }
        >
          {statusFilters.map((status) => (
            <option key={status} value={status}>
              {statusFilterNames[status]}
            </option>
          ))}
        </select>
      </div>
      <div class="filter">
        <label class="sr-only" for={`${base}-environment`}>
          Environment
        </label>
        <select
          id={`${base}-environment`}
          class="input"
          value={filter.environment}
          onChange={({ currentTarget: { value } }) =>
            onChange({
              ...filter,
              environment: environmentFilters.find((one) => one === value) ?? "all",
            })
          }
        >
          {environmentFilters.map((environment) => (
            <option key={environment} value={environment}>
              {environment === "all" ? "All environments" : environmentNames[environment]}
            </option>
          ))}
        </select>
      </div>
    </search>
  );
}
