import type { ConfigValue } from '../../../../src/dashboard-api/index.ts';

/** Values of one service, network or volume. */
export interface ValueGroup {
  /** `services.web`; the project's own values are in `project`. */
  title: string;
  values: { label: string; value: ConfigValue }[];
}

/** As in a file: the project's own values, services, then what they use. */
const ORDER = ['project', 'services', 'networks', 'volumes', 'secrets', 'configs', 'models'];

const rank = ({ title }: ValueGroup) => ORDER.indexOf(title.split('.', 1)[0] ?? '');

/** Values by what they belong to; a value's label is the rest of its path. */
export function groupValues(values: readonly ConfigValue[]): ValueGroup[] {
  const groups = new Map<string, ValueGroup>();
  for (const value of values) {
    const [title, label] = split(value.path);
    let group = groups.get(title);
    if (group === undefined) groups.set(title, (group = { title, values: [] }));
    group.values.push({ label, value });
  }
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function split(path: string): [title: string, label: string] {
  const match = /^((?:services|networks|volumes|secrets|configs|models)\.[^.]+)(?:\.(.+))?$/.exec(path);
  if (match?.[1] === undefined) return ['project', path];
  return [match[1], match[2] ?? ''];
}

/** Those that have every word of the query in path, value or source; `changed`: that do not simply stand in a file. */
export function filterValues(values: readonly ConfigValue[], query: string, changed: boolean): ConfigValue[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return values.filter(({ path, value, from, steps }) => {
    if (changed && steps.length === 0) return false;
    const text = `${path} ${value} ${from} ${steps.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
