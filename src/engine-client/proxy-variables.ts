import type { Environment } from './contract.ts';
import { type ProxyConfig, readDockerConfig } from './docker-config.ts';

/** Key in `proxies` → the variables, which programs read in either case. */
const variables: Record<keyof ProxyConfig, string> = {
  httpProxy: 'HTTP_PROXY',
  httpsProxy: 'HTTPS_PROXY',
  noProxy: 'NO_PROXY',
  ftpProxy: 'FTP_PROXY',
  allProxy: 'ALL_PROXY',
};

/** The variables that the docker CLI's configuration wants builds to have (`proxies` of `config.json`), for an engine's address. */
export function proxyVariables(address: string, env: Environment): Record<string, string> {
  const { proxies = {} } = readDockerConfig(env);
  const chosen = proxies[address] ?? proxies['default'] ?? {};
  const pairs = Object.entries(variables).flatMap(([key, name]) => {
    const value = chosen[key as keyof ProxyConfig];
    return value ? [[name, value] as const, [name.toLowerCase(), value] as const] : [];
  });
  return Object.fromEntries(pairs);
}
