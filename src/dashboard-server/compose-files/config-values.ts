import type { Explanation } from '../../compose-file/index.ts';
import type { ConfigValue } from '../../dashboard-api/index.ts';
import { looksSecret } from '../../shared/index.ts';

const MASK = '••••••';

/** A value for the page; what looks secret stays here, also where a step quotes it. */
export function configValue({ path, value, from, position, steps }: Explanation): ConfigValue {
  const masked = isSecret(path, value);
  return {
    path,
    value: masked ? MASK : value,
    masked,
    from,
    ...(position === undefined ? {} : { position }),
    steps: masked ? steps.map(withoutQuotes) : steps,
  };
}

/** Secrets and configs name where their content is; only the content itself is secret. */
function isSecret(path: string, value: string): boolean {
  if (/^(?:secrets|configs)\.[^.]+\.content$/.test(path)) return path.startsWith('secrets');
  if (/^(?:secrets|configs)\./.test(path)) return false;
  const holder = /\.(?:environment|args|labels|options|driver_opts)\.(.+)$/.exec(path);
  return looksSecret(holder?.[1] ?? '', value);
}

function withoutQuotes(step: string): string {
  return step.replaceAll(/"(?:[^"\\]|\\.)*"/g, `"${MASK}"`);
}
