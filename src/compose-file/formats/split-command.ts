/**
 * Splits a command line into words by the rules that Docker Compose has for `command: some text`:
 * quotes and backslashes as in a shell, nothing expanded, and the first unquoted `;`, `&`, `|`, `<` or `>` ends it.
 * Returns undefined where a quote or parenthesis is left open.
 */
export function splitCommand(line: string): string[] | undefined {
  const words: string[] = [];
  let word = '';
  let started = false;
  let escaped = false;
  let quote: '' | "'" | '"' = '';
  let backquoted = false;
  let substituted = false;
  for (const c of line) {
    const inside = quote !== '' || backquoted || substituted;
    if (escaped) {
      word += c;
      escaped = false;
      started = true;
    } else if (c === '\\' && quote !== "'") {
      escaped = true;
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\n') {
      if (inside) word += c;
      else if (started) {
        words.push(word);
        word = '';
        started = false;
      }
    } else if ((c === '"' || c === "'") && !substituted && (quote === '' || quote === c)) {
      started ||= quote === c;
      quote = quote === c ? '' : c;
    } else if (c === '(' && quote === '' && !backquoted) {
      if (substituted || !word.endsWith('$')) return undefined;
      substituted = true;
      word += c;
    } else if (!inside && ';&|<>'.includes(c)) {
      if (c === '>' && /^\d/.test(word)) started = false;
      break;
    } else {
      if (c === '`' && quote === '' && !substituted) backquoted = !backquoted;
      if (c === ')' && quote === '' && !backquoted) substituted = !substituted;
      word += c;
      started = true;
    }
  }
  if (escaped || quote !== '' || backquoted || substituted) return undefined;
  return started ? [...words, word] : words;
}
