import { visible } from '../logs/ansi.ts';

/** An instruction as its Dockerfile has it, without what builders put around: their mark, the shell, `#(nop)`, values of arguments. */
export function instructionWords(instruction: string): string {
  const plain = instruction
    .replace(/\s+# buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^(RUN )?(\|\d+ .*?)?\/bin\/sh -c /, 'RUN ');
  return visible(plain.replace(/\s+/g, ' ').trim());
}
