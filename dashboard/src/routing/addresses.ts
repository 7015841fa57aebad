/** Addresses of pages: everything that a page shows is in its address, so that it can be sent and reloaded. */
import type { EngineName } from '../../../src/dashboard-api/index.ts';

export interface Place {
  engine: EngineName;
  /** `home`, `project`, `why`, or a page of the rail. */
  page: string;
  project?: string;
  /** Of a project. */
  tab?: string;
  /** Of the `why` page. */
  service?: string;
}

export const DEFAULT_TAB = 'services';

const join = (...parts: string[]) => `/e/${parts.map(encodeURIComponent).join('/')}`;

export function homeAddress(engine: EngineName): string {
  return join(engine);
}

/** A page of the rail: `images`, `activity`. */
export function pageAddress(engine: EngineName, page: string): string {
  return page === 'home' ? join(engine) : join(engine, page);
}

export function projectAddress(engine: EngineName, project: string, tab: string = DEFAULT_TAB): string {
  return tab === DEFAULT_TAB ? join(engine, 'projects', project) : join(engine, 'projects', project, tab);
}

export function whyAddress(engine: EngineName, project: string, service: string): string {
  return join(engine, 'projects', project, 'why', service);
}

/** Reads a path; undefined when it names no engine. */
export function placeOf(path: string): Place | undefined {
  const [first, engine, page, project, tab, service] = path.split('/').filter(Boolean).map(decode);
  if (first !== 'e' || engine === undefined) return undefined;
  if (page !== 'projects' || project === undefined) return { engine, page: page ?? 'home' };
  if (tab === 'why' && service !== undefined) return { engine, page: 'why', project, service };
  return { engine, page: 'project', project, tab: tab ?? DEFAULT_TAB };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The same address with other query parameters; `undefined` and empty take one away. */
export function withQuery(url: string, changes: Record<string, string | undefined>): string {
  const address = new URL(url, 'http://page');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  return address.pathname + address.search;
}
