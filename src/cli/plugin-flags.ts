/** Flags of the docker client, which hands its whole command line on to a plugin. */
import type { TlsChoice } from '../engine-client/index.ts';
import { type Flags, text, toggle } from './args/flag.ts';
import type { ParsedLine } from './args/parse.ts';
import { globalFlags } from './global-flags.ts';

const tlsFiles = { tlscacert: 'ca', tlscert: 'cert', tlskey: 'key' } as const;

/** What may stand before `compose`; each is hidden, for who calls us directly has variables for it. */
export const clientFlags: Flags = {
  ...globalFlags,
  config: text("The folder of the docker client's configuration", { hidden: true }),
  'log-level': text('How much the docker client tells of itself', { hidden: true, short: 'l' }),
  tls: toggle('TLS without a look at who answers', { hidden: true }),
  tlsverify: toggle('TLS', { hidden: true }),
  ...Object.fromEntries(
    Object.entries(tlsFiles).map(([name, part]) => [name, text(`The path of ${part}.pem`, { hidden: true })]),
  ),
};

/** The variables that say the same as the flags. */
export function clientEnvironment({ values }: ParsedLine): Record<string, string> {
  const config = values['config'];
  return typeof config === 'string' ? { DOCKER_CONFIG: config } : {};
}

/** As docker's: `--tlsverify=false` is TLS too, and the files alone turn nothing on. */
export function clientTls({ values, given }: ParsedLine): TlsChoice | undefined {
  const verifies = given.has('tlsverify');
  if (!verifies && Object.keys(tlsFiles).every((name) => !given.has(name)) && values['tls'] !== true)
    return undefined;
  const paths = Object.entries(tlsFiles).map(([name, part]) => [part, values[name]]);
  return {
    enabled: values['tls'] === true,
    ...(verifies ? { verify: values['tlsverify'] === true } : {}),
    ...Object.fromEntries(paths.filter(([, path]) => typeof path === 'string')),
  };
}
