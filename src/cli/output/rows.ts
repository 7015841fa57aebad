/** Rows of a listing in the form that `--format` asks for: a table, JSON, or a Go template. */
import { UserError } from '../../shared/index.ts';
import { rowJson } from './go-json.ts';
import { evaluate } from './go-template/evaluate.ts';
import { parseTemplate } from './go-template/parse.ts';
import { dockerStyle, formatTable } from './table.ts';

/** A row as templates see it: `{{.Name}}` reads `Name`; functions are methods (`{{.Label "x"}}`). */
export type Row = Readonly<Record<string, unknown>>;

export interface Listing {
  /** The template of the plain table, without the word `table`. */
  table: string;
  /** Heads of columns by field; a field without one is its name in capitals. */
  headers: Readonly<Record<string, string>>;
  /** The template of `--format raw`, where there is such a format. */
  raw?: string;
}

/** @param format `table`, `json`, `raw`, `table TEMPLATE`, or a template */
export function formatRows(rows: readonly Row[], format: string, listing: Listing): string {
  if (format === 'json') return rows.map((row) => `${rowJson(row)}\n`).join('');
  const isTable = format === '' || format.startsWith('table');
  const text = format === 'raw' ? (listing.raw ?? format) : format;
  const given = isTable ? format.slice('table'.length).trim() : text;
  const source = (given === '' ? listing.table : given).replaceAll('\\t', '\t').replaceAll('\\n', '\n');
  const template = compile(source);
  const render = (row: Row): string => evaluate(template, row);
  if (!isTable) return rows.map((row) => `${render(row)}\n`).join('');
  const lines = [render(headerRow(listing)), ...rows.map(render)];
  return formatTable(
    lines.flatMap((line) => line.split('\n')).map((line) => line.split('\t')),
    dockerStyle,
  );
}

function compile(source: string): ReturnType<typeof parseTemplate> {
  try {
    return parseTemplate(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('bad-template', `template parsing error: ${reason}`, {
      hint: "A template looks like '{{.Name}}\\t{{.Status}}'; 'json' prints all fields.",
    });
  }
}

function headerRow(listing: Listing): Row {
  return new Proxy<Row>(
    {},
    {
      get(_, field) {
        if (typeof field !== 'string') return undefined;
        if (field === 'Label')
          return (name: string) => (name.split('.').at(-1) ?? name).replace(/[-_]/g, ' ');
        return listing.headers[field] ?? field.toUpperCase();
      },
      has: () => true,
    },
  );
}

/** At most so many characters, the last of them `…` when something was cut. */
export function ellipsis(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** The first twelve digits of an id. */
export function shortId(id: string): string {
  return id.replace(/^[a-z0-9]+:/, '').slice(0, 12);
}
