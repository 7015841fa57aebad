import type { Call } from './call.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  method: Method;
  /** `/containers/{id}/json`; `{name+}` takes slashes too (names of images). */
  pattern: string;
  handle: (call: Call) => Promise<void> | void;
}

export interface RouteMatch {
  route: Route;
  params: Record<string, string>;
}

interface Compiled {
  route: Route;
  expression: RegExp;
}

/** Finds the route of a path without version. Routes are tried in the order given, those of the same first segment only. */
export class Router {
  readonly #bySegment = new Map<string, Compiled[]>();

  constructor(routes: Route[]) {
    for (const route of routes) {
      const segment = firstSegment(route.pattern);
      const compiled = this.#bySegment.get(segment) ?? [];
      compiled.push({ route, expression: compile(route.pattern) });
      this.#bySegment.set(segment, compiled);
    }
  }

  find(method: string, path: string): RouteMatch | undefined {
    for (const { route, expression } of this.#bySegment.get(firstSegment(path)) ?? []) {
      if (route.method !== method) continue;
      const match = expression.exec(path);
      if (match) return { route, params: decodeAll(match.groups ?? {}) };
    }
    return undefined;
  }
}

function firstSegment(path: string): string {
  return path.split('/', 2)[1] ?? '';
}

function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*]/g, '\\$&')
    .replace(/\{(\w+)(\+?)\}/g, (_, name: string, many: string) => `(?<${name}>${many ? '.+' : '[^/]+'})`);
  return new RegExp(`^${source}/?$`);
}

function decodeAll(groups: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
