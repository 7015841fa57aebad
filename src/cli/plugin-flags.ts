/** Flags of the docker client, which hands its whole command line on to a plugin. */
import { basename, dirname } from 'node:path';
import { UserError } from '../shared/index.ts';
import { type Flags, text, toggle } from './args/flag.ts';
import { globalFlags } from './global-flags.ts';

const tlsFiles = { tlscacert: 'ca.pem', tlscert: 'cert.pem', tlskey: 'key.pem' } as const;

/** What may stand before `compose`; each is hidden, for who calls us directly has variables for it. */
export const clientFlags: Flags = {
  ...globalFlags,
  config: text("The folder of the docker client's configuration", { hidden: true }),
  'log-level': text('How much the docker client tells of itself', { hidden: true, short: 'l' }),
  tls: toggle('TLS without a look at who answers', { hidden: true }),
  tlsverify: toggle('TLS', { hidden: true }),
  ...Object.fromEntries(
    Object.entries(tlsFiles).map(([name, file]) => [name, text(`The path of ${file}`, { hidden: true })]),
  ),
};

/** The variables that say the same as the flags. */
export function clientEnvironment(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const folder = certificateFolder(values);
  const config = values['config'];
  return {
    ...(typeof config === 'string' ? { DOCKER_CONFIG: config } : {}),
    ...(values['tlsverify'] === true ? { DOCKER_TLS_VERIFY: '1' } : {}),
    ...(folder === undefined ? {} : { DOCKER_CERT_PATH: folder }),
  };
}

function certificateFolder(values: Readonly<Record<string, unknown>>): string | undefined {
  const folders = new Set<string>();
  for (const [name, file] of Object.entries(tlsFiles)) {
    const path = values[name];
    if (typeof path !== 'string') continue;
    if (basename(path) !== file)
      throw new UserError('usage', `--${name}: a file named ${file} is needed, not ${path}`, {
        hint: 'DOCKER_CERT_PATH names the folder that has ca.pem, cert.pem and key.pem.',
      });
    folders.add(dirname(path));
  }
  if (folders.size > 1)
    throw new UserError('usage', '--tlscacert, --tlscert and --tlskey have to be in one folder');
  return [...folders][0];
}
