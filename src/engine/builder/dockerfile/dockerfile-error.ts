/** Lines of a Dockerfile, from 1, both included. */
export interface LineRange {
  start: number;
  end: number;
}

/** What is wrong with a Dockerfile, or with the step that an instruction asks for; knows the lines it speaks of. */
export class DockerfileError extends Error {
  readonly lines: LineRange | undefined;

  constructor(message: string, lines?: LineRange, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DockerfileError';
    this.lines = lines;
  }
}

/** The lines around an instruction as `docker build` prints them, its own marked with `>>>`; empty when there are none. */
export function excerpt(fileName: string, text: string, marked: LineRange): string {
  const lines = text.split('\n');
  if (marked.start < 1 || marked.start > lines.length) return '';
  let start = marked.start;
  let end = Math.min(marked.end, lines.length);
  const padding = end === start ? 4 : 2;
  for (let padded = 0; padded < padding; padded++) {
    if (start > 1) {
      start--;
      padded++;
    }
    if (end < lines.length) {
      end++;
      padded++;
    }
  }
  const rule = '-'.repeat(20);
  const shown = lines.slice(start - 1, end).map((line, index) => {
    const number = start + index;
    const mark = number >= marked.start && number <= marked.end ? '>>>' : '   ';
    return ` ${String(number).padStart(3)} | ${mark} ${line}\n`;
  });
  return `${fileName}:${marked.start}\n${rule}\n${shown.join('')}${rule}\n`;
}
