import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Rooms and what each may import. */
const mayImport: Record<string, string[]> = {
  shared: [],
  'engine-api': ['shared'],
  'engine-client': ['shared', 'engine-api'],
  'compose-file': ['shared'],
  orchestrator: ['shared', 'engine-api', 'engine-client', 'compose-file'],
  cluster: ['shared', 'compose-file'],
  'engine/host': ['shared', 'engine-api'],
  'engine/images': ['shared', 'engine-api', 'engine/host'],
  'engine/volumes': ['shared', 'engine-api', 'engine/host'],
  'engine/networks': ['shared', 'engine-api', 'engine/host'],
  'engine/containers': [
    'shared',
    'engine-api',
    'engine/host',
    'engine/images',
    'engine/volumes',
    'engine/networks',
  ],
  'engine/builder': ['shared', 'engine-api', 'engine/host', 'engine/images', 'engine/containers'],
  'engine/server': [
    'shared',
    'engine-api',
    'engine/images',
    'engine/volumes',
    'engine/networks',
    'engine/containers',
    'engine/builder',
  ],
  'dashboard-api': ['shared', 'engine-api', 'orchestrator'],
  'dashboard-server': [
    'shared',
    'engine-api',
    'engine-client',
    'compose-file',
    'orchestrator',
    'dashboard-api',
  ],
  cli: [
    'shared',
    'engine-api',
    'engine-client',
    'compose-file',
    'orchestrator',
    'cluster',
    'dashboard-server',
  ],
};

/** npm packages and the rooms that own them. */
const packageOwners: Record<string, string[]> = {
  koffi: ['engine/host'],
  re2js: ['dashboard-server'],
  'smol-toml': ['engine/images'],
  ws: ['dashboard-server'],
  zod: ['engine/server', 'dashboard-server'],
};

function roomOf(file: string): string | undefined {
  const parts = relative(join(root, 'src'), file).split('/');
  if (parts[0] === 'engine') return parts.length > 2 ? `engine/${parts[1]}` : undefined;
  return parts.length > 1 ? parts[0] : undefined;
}

interface Import {
  file: string;
  from: string | undefined;
  specifier: string;
}

function imports(): Import[] {
  const pattern = /(?:\bfrom\s+|^import\s+|\bimport\()['"]([^'"\n]+)['"]/gm;
  return globSync('src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const path = join(root, file);
      return [...readFileSync(path, 'utf8').matchAll(pattern)].map((match) => ({
        file,
        from: roomOf(path),
        specifier: match[1] ?? '',
      }));
    });
}

function problem({ file, from, specifier }: Import): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  if (!specifier.startsWith('.')) {
    const name = specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/');
    return packageOwners[name]?.includes(from ?? '')
      ? undefined
      : `${file}: package ${name} belongs to ${packageOwners[name]?.join(', ') ?? 'nobody'}`;
  }
  const target = normalize(join(root, dirname(file), specifier));
  if (!existsSync(target)) return `${file}: ${specifier} does not exist`;
  const to = roomOf(target);
  if (from === undefined || to === undefined || from === to) return undefined;
  if (!mayImport[from]?.includes(to)) return `${file}: ${from} must not import ${to}`;
  const isDoor = /\/(index|contract|contract-data)\.ts$/.test(target);
  return isDoor ? undefined : `${file}: reaches past the door of ${to} (${specifier})`;
}

test('imports go one way only, through doors, and packages stay in their rooms', () => {
  expect(imports().map(problem).filter(Boolean)).toEqual([]);
});

test('docs/map.md lists the rooms that exist', () => {
  const map = readFileSync(join(root, 'docs/map.md'), 'utf8');
  const rooms = globSync('src/*/', { cwd: root }).map((room) => room.replace(/\/$/, ''));
  expect(rooms.filter((room) => !map.includes(`\`${room}\``))).toEqual([]);
});
