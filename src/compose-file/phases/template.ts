import { TextBuilder } from '../text-builder.ts';

/** Variables in texts: `$NAME`, `${NAME}`, `${NAME:-default}` and their kin (specification, "interpolation"). */

export type Lookup = (name: string) => string | undefined;

export interface TemplateEvents {
  /** A variable that is not set and has no default. */
  unset?: (name: string) => void;
  used?: (name: string, from: 'environment' | 'default' | 'unset') => void;
}

export class TemplateError extends Error {
  readonly kind: 'invalid' | 'required' | 'too-long';
  readonly variable: string;

  constructor(kind: TemplateError['kind'], variable: string, message: string) {
    super(message);
    this.kind = kind;
    this.variable = variable;
  }
}

/** Defaults of defaults: nobody writes more. */
const MAX_DEPTH = 100;
/** Characters of a text with its variables. */
const MAX_LENGTH = 16 * 1024 * 1024;
const NAME = /[_a-zA-Z\u017f\u212a][_a-zA-Z0-9\u017f\u212a]*/y;

/** @throws TemplateError where a `$` begins nothing valid, or a required variable has no value. */
export function substitute(template: string, lookup: Lookup, events: TemplateEvents = {}): string {
  return substituteAt(template, lookup, events, 0);
}

function substituteAt(template: string, lookup: Lookup, events: TemplateEvents, depth: number): string {
  if (depth > MAX_DEPTH) throw invalid(template);
  let at = template.indexOf('$');
  if (at === -1) return template;
  const result = new TextBuilder();
  let length = 0;
  let copied = 0;
  while (at !== -1) {
    result.add(template.slice(copied, at));
    const { value, end } = replaceAt(template, at, lookup, events, depth);
    length += at - copied + value.length;
    if (length > MAX_LENGTH) {
      throw new TemplateError('too-long', '', 'the values of its variables make it longer than 16 MB');
    }
    result.add(value);
    copied = end;
    at = template.indexOf('$', end);
  }
  result.add(template.slice(copied));
  return result.toString();
}

interface Replacement {
  value: string;
  end: number;
}

function invalid(template: string): TemplateError {
  return new TemplateError('invalid', '', `invalid interpolation format: ${template.slice(0, 200)}`);
}

function replaceAt(
  template: string,
  at: number,
  lookup: Lookup,
  events: TemplateEvents,
  depth: number,
): Replacement {
  if (template[at + 1] === '$') return { value: '$', end: at + 2 };
  const braced = template[at + 1] === '{';
  NAME.lastIndex = at + (braced ? 2 : 1);
  const name = NAME.exec(template)?.[0];
  if (name === undefined) {
    if (braced) throw invalid(template);
    return { value: '$', end: at + 1 };
  }
  const after = at + (braced ? 2 : 1) + name.length;
  if (!braced) return { value: plainValue(name, lookup, events), end: after };
  if (template[after] === '}') return { value: plainValue(name, lookup, events), end: after + 1 };
  const operator = /^:?[-+?]/.exec(template.slice(after, after + 2))?.[0];
  const end = operator === undefined ? -1 : closingBrace(template, at);
  if (operator === undefined || end === -1) throw invalid(template);
  const word = template.slice(after + operator.length, end);
  return {
    value: operated(name, operator, substituteAt(word, lookup, events, depth + 1), lookup, events),
    end: end + 1,
  };
}

/** Index of the `}` on this line that closes the `{` after `at`; where none does, of the last; else -1. */
function closingBrace(template: string, at: number): number {
  let depth = 0;
  let last = -1;
  for (let i = at; i < template.length && template[i] !== '\n'; i++) {
    if (template[i] === '{') {
      depth += 1;
      // What follows it neither opens nor closes.
      i += 1;
      if (template[i] === '\n') break;
      if (template[i] === '}') last = i;
    } else if (template[i] === '}') {
      last = i;
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return last;
}

function plainValue(name: string, lookup: Lookup, events: TemplateEvents): string {
  const value = lookup(name);
  if (value === undefined) events.unset?.(name);
  events.used?.(name, value === undefined ? 'unset' : 'environment');
  return value ?? '';
}

function operated(
  name: string,
  operator: string,
  expanded: string,
  lookup: Lookup,
  events: TemplateEvents,
): string {
  const value = lookup(name);
  const isSet = value !== undefined && (!operator.startsWith(':') || value !== '');
  events.used?.(name, isSet ? 'environment' : 'default');
  if (operator.endsWith('+')) return isSet ? expanded : (value ?? '');
  if (isSet) return value;
  if (operator.endsWith('-')) return expanded;
  const reason = expanded === '' ? '' : `: ${expanded}`;
  throw new TemplateError('required', name, `required variable ${name} is missing a value${reason}`);
}
