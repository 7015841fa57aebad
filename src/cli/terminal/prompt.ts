/** Questions to the user. */
import type { CommandContext } from '../context.ts';

/**
 * Asks as Docker Compose does: with the possible answers on a terminal, with the bare question in a pipe. What does not
 * begin with y is no, an empty line is the default.
 */
export async function confirm(
  context: CommandContext,
  question: string,
  defaultAnswer: boolean,
): Promise<boolean> {
  const answers = defaultAnswer ? '(Y/n)' : '(y/N)';
  const answer = await ask(context, context.stdin.isTTY ? `? ${question} ${answers} ` : question);
  if (answer === undefined || answer.trim() === '') return defaultAnswer;
  return isYes(answer);
}

export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer.trim());
}

/** One line of standard input; `undefined` when there is none. */
export async function ask(context: CommandContext, prompt: string): Promise<string | undefined> {
  context.stdout.write(prompt);
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input: context.stdin, terminal: false });
  const abort = (): void => reader.close();
  context.signal.addEventListener('abort', abort, { once: true });
  try {
    for await (const line of reader) return line;
    // End of input: on a terminal the cursor still stands behind the question.
    if (context.stdout.isTerminal) context.stdout.write('\n');
    return undefined;
  } finally {
    context.signal.removeEventListener('abort', abort);
    reader.close();
  }
}
