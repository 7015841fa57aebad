import { exactJson, looksSecret } from '../../shared/index.ts';
import type { FieldChange } from '../contract-plan.ts';

/** Longer values are cut: a plan is read by people. */
const shownLength = 60;
/** So much is seen of a difference, and so much of what is the same in front of it. */
const shownAround = 20;

/** A change with its values as shortened JSON; values that look like secrets are not shown. */
export function change(field: string, before: unknown, after: unknown): FieldChange {
  const texts = [before, after].map((value) =>
    value === undefined || value === null ? undefined : exactJson(value),
  );
  const from = cutFrom(texts);
  const show = (value: unknown, text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    if (looksSecret(field, typeof value === 'string' ? value : '')) return '(hidden)';
    if (text.length <= shownLength) return text;
    const rest = from === 0 ? text : `…${text.slice(from)}`;
    return rest.length > shownLength ? `${rest.slice(0, shownLength)}…` : rest;
  };
  return { field, before: show(before, texts[0]), after: show(after, texts[1]) };
}

/** Where long texts are to begin, so that their difference is seen. */
function cutFrom([before = '', after = '']: readonly (string | undefined)[]): number {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  return at <= shownLength - shownAround ? 0 : at - shownAround;
}

export function mapChanges(
  field: string,
  wanted: Record<string, string>,
  actual: Record<string, string>,
): FieldChange[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(actual)])]
    .filter((key) => wanted[key] !== actual[key])
    .map((key) => change(`${field}.${key}`, actual[key], wanted[key]));
}

export function unlessEmpty(value: unknown): unknown {
  return isEmpty(value) ? undefined : sorted(value);
}

/** Equal for values that mean the same: what an engine says is known with the precision of a double alone. */
export function canonical(value: unknown): string {
  if (isEmpty(value)) return '';
  return JSON.stringify(sorted(value), (_key, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item,
  );
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  if (value === 0 || value === 0n) return true;
  return typeof value === 'object' && Object.values(value).every(isEmpty);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]),
  );
}
