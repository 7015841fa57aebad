import { type Term, terms } from './terms.ts';

const patterns = terms.map((term) => {
  const forms = [term.name, ...(term.forms ?? [])].map((form) => `${form}${form.endsWith('s') ? '' : 's?'}`);
  return { term, pattern: new RegExp(`(?<![\\w.-])(?:${forms.join('|')})(?![\\w-])`, 'i') };
});

/** Those that a text uses. */
export function termsIn(text: string): Term[] {
  return patterns.filter(({ pattern }) => pattern.test(text)).map(({ term }) => term);
}
