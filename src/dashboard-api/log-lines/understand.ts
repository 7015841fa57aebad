import { fieldAt, jsonFields, type LogFields, logfmtFields } from './fields.ts';
import { type LogLevel, levelOfFields, levelOfText } from './level.ts';

export interface UnderstoodLine {
  level?: LogLevel;
  format: 'plain' | 'json' | 'logfmt';
  /** Of JSON and logfmt. */
  fields?: LogFields;
}

/** What a line without escape sequences says of itself. */
export function understandLine(plain: string): UnderstoodLine {
  const json = jsonFields(plain);
  if (json !== undefined) return withLevel('json', json, undefined);
  const logfmt = logfmtFields(plain);
  if (logfmt !== undefined) return withLevel('logfmt', logfmt, plain);
  const level = levelOfText(plain);
  return level === undefined ? { format: 'plain' } : { level, format: 'plain' };
}

function withLevel(format: 'json' | 'logfmt', fields: LogFields, plain: string | undefined): UnderstoodLine {
  const level =
    levelOfFields((name) => fieldAt(fields, name)) ?? (plain === undefined ? undefined : levelOfText(plain));
  return level === undefined ? { format, fields } : { format, fields, level };
}
