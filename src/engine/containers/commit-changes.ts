import type { ContainerConfig } from '../../engine-api/index.ts';
import { EngineError } from '../../shared/index.ts';

type Change = (config: ContainerConfig, rest: string) => ContainerConfig;

const changes: Record<string, Change> = {
  CMD: (config, rest) => ({ ...config, Cmd: commandWords(rest) }),
  ENTRYPOINT: (config, rest) => ({ ...config, Entrypoint: commandWords(rest) }),
  ENV: (config, rest) => ({
    ...config,
    Env: [...withoutVariables(config.Env ?? [], pairs(rest)), ...pairs(rest).map((pair) => pair.join('='))],
  }),
  LABEL: (config, rest) => ({ ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairs(rest)) } }),
  USER: (config, rest) => ({ ...config, User: rest }),
  WORKDIR: (config, rest) => ({ ...config, WorkingDir: rest }),
  STOPSIGNAL: (config, rest) => ({ ...config, StopSignal: rest }),
  ONBUILD: (config, rest) => ({ ...config, OnBuild: [...(config.OnBuild ?? []), rest] }),
  EXPOSE: (config, rest) => ({
    ...config,
    ExposedPorts: {
      ...config.ExposedPorts,
      ...Object.fromEntries(rest.split(/\s+/).map((port) => [port.includes('/') ? port : `${port}/tcp`, {}])),
    },
  }),
  VOLUME: (config, rest) => ({
    ...config,
    Volumes: { ...config.Volumes, ...Object.fromEntries(listWords(rest).map((path) => [path, {}])) },
  }),
};

/** Applies Dockerfile instructions (`docker commit --change`). @throws EngineError `invalid` for others than Docker takes. */
export function applyChanges(config: ContainerConfig, instructions: string[]): ContainerConfig {
  return instructions.reduce((current, text) => {
    const [, name = '', rest = ''] = /^\s*(\w+)\s+([^]*?)\s*$/.exec(text) ?? [];
    const change = changes[name.toUpperCase()];
    if (!change) throw new EngineError('invalid', `${name || text} is not a valid change command`);
    return change(current, rest);
  }, config);
}

function jsonWords(text: string): string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

function commandWords(text: string): string[] {
  return jsonWords(text) ?? ['/bin/sh', '-c', text];
}

function listWords(text: string): string[] {
  return jsonWords(text) ?? text.split(/\s+/);
}

/** `name=value` pairs, quoted or not, or the old form `name value`. */
function pairs(text: string): [string, string][] {
  const first = text.split(/\s+/, 1)[0] ?? '';
  if (!first.includes('=')) return [[first, text.slice(first.length).trim()]];
  const words = text.match(/[^\s"']*(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'])*/g)?.filter(Boolean) ?? [];
  return words.map((word) => {
    const at = word.indexOf('=');
    return [unquote(word.slice(0, at)), unquote(word.slice(at + 1))];
  });
}

function unquote(text: string): string {
  return text.replace(
    /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
    (_, double?: string, single?: string, escaped?: string) =>
      double === undefined ? (single ?? escaped ?? '') : double.replace(/\\(["\\$])/g, '$1'),
  );
}

function withoutVariables(env: string[], added: [string, string][]): string[] {
  return env.filter((entry) => !added.some(([name]) => entry.startsWith(`${name}=`)));
}
