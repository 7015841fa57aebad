import type { UnsetVariable } from '../../contract-doctor.ts';
import type { Finding } from '../../contract-findings.ts';
import type { Check } from '../finding.ts';

/** `$word` in a value was taken for a variable that nobody sets. `${NAME}` was meant as one. */
export const dollarEaten: Check = {
  code: 'dollar-eaten',
  find: ({ unset }) => unset.filter(isBare).map(finding),
};

function isBare({ name, text }: UnsetVariable): boolean {
  return new RegExp(`(?<!\\$)(?:\\$\\$)*\\$${name}(?![A-Za-z0-9_])`).test(text);
}

function finding({ name, path, position }: UnsetVariable): Finding {
  const [section = '', service = ''] = path;
  return {
    code: 'dollar-eaten',
    service: section === 'services' ? service : '',
    containers: [],
    message: `\`$${name}\` in ${path.join('.')} was taken for a variable; it is not set, so nothing is left of it`,
    evidence: [],
    hint: `Write \`$$${name}\` when the dollar sign is meant as such, or set ${name}.`,
    ...(position === undefined ? {} : { position }),
  };
}
