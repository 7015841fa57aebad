/** Where a container's settings or log show that it connects to `localhost`. */
import type { ObservedContainer } from '../snapshot.ts';

export interface Dialled {
  /** Undefined: only a host is given, the port is the program's default. */
  port: number | undefined;
  /** Of `REDIS_HOST` it is `redis`: whom it is about; empty when unknown. */
  subject: string;
  /** An http address. */
  isWeb: boolean;
  /** Without values of variables: they may hold passwords. */
  evidence: string;
}

const host = String.raw`(?:localhost|127\.0\.0\.1|\[::1\])`;
const address = new RegExp(
  String.raw`(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^\s/@]*@)?(?<![\w.-])(${host}):(\d{1,5})(?!\d)`,
  'gi',
);
const hostOnly = new RegExp(`^${host}$`, 'i');
const refusal = /refused|failed to connect|(?:could ?n[o']t|could not|cannot|can't) connect/i;
/** `127.0.0.1:6379`, `"localhost" (127.0.0.1), port 5432`, `host='localhost', port=8000`. */
const addressInLog =
  /(?:localhost|127\.0\.0\.1|::1)[\]"'),:\s]{1,4}(?:\([^)]*\)[,\s]*)?(?:port[\s:=]*)?(\d{2,5})\b/gi;

/** What the user set: variables that are not the image's, and words of the command. */
export function dialledInSettings({ inspect, image }: ObservedContainer): Dialled[] {
  const ofImage = new Set(image?.Config.Env ?? []);
  const variables = (inspect.Config.Env ?? []).filter((entry) => !ofImage.has(entry));
  const values = new Map(variables.map((entry) => [nameOf(entry), entry.slice(nameOf(entry).length + 1)]));
  const inVariables = [...values].flatMap(([name, value]) => [
    ...dialledIn(value, (shown) => `${name} has ${shown}`, subjectOf(name)),
    ...dialledByHost(name, value, values),
  ]);
  const words = [inspect.Path, ...inspect.Args];
  const inWords = words.flatMap((word) => dialledIn(word, (shown) => `its command has ${shown}`, ''));
  return [...inVariables, ...inWords];
}

/** Connections that were refused, as its log has them. */
export function dialledInLog(log: readonly string[]): Dialled[] {
  return log
    .filter((line) => refusal.test(line))
    .flatMap((line) =>
      [...line.matchAll(addressInLog)].map(([, port]) => ({
        port: Number(port),
        subject: '',
        isWeb: false,
        evidence: line,
      })),
    );
}

function dialledIn(text: string, evidence: (shown: string) => string, subject: string): Dialled[] {
  return [...text.matchAll(address)].map(([, scheme = '', name, port]) => ({
    port: Number(port),
    subject,
    isWeb: /^https?$/i.test(scheme),
    evidence: evidence(`${name}:${port}`),
  }));
}

/** `REDIS_HOST=localhost`, perhaps with `REDIS_PORT=6379`. */
function dialledByHost(name: string, value: string, values: ReadonlyMap<string, string>): Dialled[] {
  const [, prefix] = /^(.+?)_?HOST(?:NAME)?$/i.exec(name) ?? [];
  if (prefix === undefined || !hostOnly.test(value)) return [];
  const port = values.get(`${prefix}_PORT`) ?? values.get(`${prefix}PORT`);
  const isNumber = port !== undefined && /^\d{1,5}$/.test(port);
  const evidence = `${name} is ${value}${isNumber ? `, ${prefix}_PORT is ${port}` : ''}`;
  return [{ port: isNumber ? Number(port) : undefined, subject: plain(prefix), isWeb: false, evidence }];
}

function nameOf(entry: string): string {
  return entry.split('=', 1)[0] ?? '';
}

/** `REDIS_URL` → `redis`. */
function subjectOf(name: string): string {
  return plain(name.replace(/_?(?:URL|URI|ADDR|ADDRESS|DSN|SERVER|ENDPOINT|BROKER)$/i, ''));
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
