/** Columns, aligned as Go's `text/tabwriter` aligns them. */

export interface TableStyle {
  /** A column is at least so wide, with its padding. */
  minimum: number;
  padding: number;
}

/** Tables of `docker` and of templates. */
export const dockerStyle: TableStyle = { minimum: 10, padding: 3 };
/** Tables that Docker Compose makes itself. */
export const composeStyle: TableStyle = { minimum: 20, padding: 3 };
/** Processes of containers. */
export const topStyle: TableStyle = { minimum: 4, padding: 2 };

function width(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Lines of cells → text. The last cell of a line is not padded. */
export function formatTable(lines: readonly (readonly string[])[], style: TableStyle): string {
  const widths: number[] = [];
  for (const cells of lines) {
    for (const [column, cell] of cells.slice(0, -1).entries()) {
      const needed = Math.max(style.minimum, width(cell) + style.padding);
      widths[column] = Math.max(widths[column] ?? 0, needed);
    }
  }
  return lines
    .map((cells) => {
      const padded = cells.map((cell, column) =>
        column === cells.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)),
      );
      return `${padded.join('')}\n`;
    })
    .join('');
}
