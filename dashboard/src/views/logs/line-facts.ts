import {
  flattenFields,
  type LogEntry,
  type LogLevel,
  messageKey,
  plainText,
  understandLine,
} from '../../../../src/dashboard-api/index.ts';

export interface LineFacts {
  plain: string;
  level: LogLevel | undefined;
  /** Of structured lines. */
  fields: [path: string, value: string][];
  /** Which of them says what happened. */
  message: string | undefined;
}

const known = new WeakMap<LogEntry, LineFacts>();

/** What a line says of itself; found out once. */
export function factsOf(entry: LogEntry): LineFacts {
  const before = known.get(entry);
  if (before !== undefined) return before;
  const plain = plainText(entry.text);
  const { level, fields, format } = understandLine(plain);
  const facts: LineFacts = {
    plain,
    level,
    fields: fields === undefined ? [] : flattenFields(fields),
    message: fields === undefined || format !== 'json' ? undefined : messageKey(fields),
  };
  known.set(entry, facts);
  return facts;
}
