import type { Decoded } from './decode.ts';
import type { Field } from './types.ts';

/** Whether a field counts as not given: Go's zero value, which `omitempty` leaves out. Pointers only when they are nil. */
export function isEmpty({ type, pointer }: Field, value: Decoded | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (pointer || type.kind === 'command' || type.kind === 'struct' || type.kind === 'hosts') return false;
  if (type.kind === 'bytes') return value === '0';
  if (type.kind === 'duration') return value === '0s';
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}
