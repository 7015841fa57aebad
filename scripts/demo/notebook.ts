import { readFileSync } from 'node:fs';

/** The code cells of a notebook file (nbformat 4). */
export function codeCells(path: string): string[] {
  const notebook = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { cell_type: string; source: string[] }[];
  };
  return notebook.cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join(''));
}
