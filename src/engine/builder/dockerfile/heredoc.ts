import { expandWord, WordError } from './shell-words.ts';

/** A here-document: `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`. */
export interface Heredoc {
  name: string;
  /** Variables in the content are expanded: no part of the word was quoted. */
  expand: boolean;
  /** `<<-`: tabs at the beginning of lines go. */
  chomp: boolean;
  content: string;
}

const pattern = /^\d*<<(-?)\s*([^<]*)$/;
const none: ReadonlyMap<string, string> = new Map();

/** Reads a word that may begin a here-document; its content is still empty. */
export function parseHeredocWord(word: string): Heredoc | undefined {
  const match = pattern.exec(word);
  const rest = match?.[2] ?? '';
  if (!match || rest === '') return undefined;
  const options = { escape: '\\', keepUnset: true };
  try {
    const [name, ...others] = expandWord(rest, none, options).words;
    const [raw] = expandWord(rest, none, { ...options, keepQuotes: true }).words;
    if (name === undefined || raw === undefined || others.length > 0) return undefined;
    return { name, chomp: match[1] === '-', expand: countQuotes(name) === countQuotes(raw), content: '' };
  } catch (error) {
    if (error instanceof WordError) return undefined;
    throw error;
  }
}

/** All here-documents that a line begins, in order. */
export function heredocsIn(line: string): Heredoc[] {
  try {
    const options = { escape: '\\', keepQuotes: true, keepEscapes: true, keepUnset: true };
    return expandWord(line, none, options).words.flatMap((word) => parseHeredocWord(word) ?? []);
  } catch (error) {
    if (error instanceof WordError) return [];
    throw error;
  }
}

/** The content as the instruction gets it. */
export function heredocText(heredoc: Heredoc): string {
  return heredoc.chomp ? heredoc.content.replace(/^\t+/gm, '') : heredoc.content;
}

function countQuotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}
