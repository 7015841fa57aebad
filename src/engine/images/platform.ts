/** Platforms as `os/architecture[/variant]`, in Go's names (containerd's package "platforms"). */
import { EngineError } from '../../shared/index.ts';
import type { Descriptor } from './media-types.ts';

export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
}

const architectures: Record<string, string> = {
  x64: 'amd64',
  ia32: '386',
  arm64: 'arm64',
  arm: 'arm',
  ppc64: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  mips: 'mips',
  mipsel: 'mipsle',
};

const aliases: Record<string, string> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  i686: '386',
  armhf: 'arm/v7',
  armel: 'arm/v6',
};

export function hostPlatform(architecture: string = process.arch): Platform {
  return normalize({ os: 'linux', architecture: architectures[architecture] ?? architecture });
}

/** @throws EngineError `invalid` for what is no platform. */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw new EngineError('invalid', `"${text}": unknown operating system or architecture: invalid argument`);
  }
  // One part alone is an operating system or an architecture.
  if (parts.length === 1 && parts[0] !== 'linux') parts.unshift('linux');
  const [os = 'linux', architecture = hostPlatform().architecture, variant] = parts;
  return normalize({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

function normalize(platform: Platform): Platform {
  const [architecture = '', implied] = (aliases[platform.architecture] ?? platform.architecture).split('/');
  const variant = platform.variant ?? implied ?? (architecture === 'arm' ? 'v7' : undefined);
  // v8 is the only variant of arm64 that images name, and v1 the plainest of amd64: both are the same as none.
  const plain =
    (architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1');
  return { os: platform.os, architecture, ...(variant === undefined || plain ? {} : { variant }) };
}

export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
}

/** Platforms whose programs run on `platform` too, best first. */
function runnable(platform: Platform): Platform[] {
  const { os, architecture, variant } = platform;
  if (architecture === 'arm') {
    const newest = Number(variant?.slice(1) ?? 7);
    return [8, 7, 6, 5].filter((v) => v <= newest).map((v) => ({ os, architecture, variant: `v${v}` }));
  }
  if (architecture === 'amd64' && variant !== undefined) {
    const newest = Number(variant.slice(1));
    return [4, 3, 2]
      .filter((v) => v <= newest)
      .map((v): Platform => ({ os, architecture, variant: `v${v}` }))
      .concat({ os, architecture });
  }
  return [platform];
}

/** The manifest of an index that fits best; undefined when none does. Attestations are of platform `unknown/unknown`. */
export function choosePlatform(manifests: Descriptor[], platform: Platform): Descriptor | undefined {
  for (const wanted of runnable(platform)) {
    const found = manifests.find((manifest) => {
      if (manifest.platform === undefined) return false;
      return formatPlatform(normalize(manifest.platform)) === formatPlatform(wanted);
    });
    if (found !== undefined) return found;
  }
  // An index of one manifest that does not say what it is for.
  const only = manifests.length === 1 ? manifests[0] : undefined;
  return only?.platform === undefined ? only : undefined;
}
