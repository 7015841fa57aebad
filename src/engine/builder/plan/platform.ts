/** Platforms as `os/architecture[/variant]` (OCI image specification, "Platform"). */
import { arch as nodeArchitecture } from 'node:process';

export interface Platform {
  os: string;
  architecture: string;
  variant?: string;
}

const architectures: Record<string, [architecture: string, variant?: string]> = {
  x86_64: ['amd64'],
  'x86-64': ['amd64'],
  x64: ['amd64'],
  ia32: ['386'],
  i386: ['386'],
  aarch64: ['arm64'],
  armhf: ['arm', 'v7'],
  armel: ['arm', 'v6'],
  loong64: ['loong64'],
};

/** The platform of this machine. */
export function hostPlatform(): Platform {
  return normalize({ os: 'linux', architecture: nodeArchitecture });
}

function normalize(platform: Platform): Platform {
  const [architecture, implied] = architectures[platform.architecture] ?? [platform.architecture];
  let variant = platform.variant ?? implied;
  if ((architecture === 'arm64' && variant === 'v8') || (architecture === 'amd64' && variant === 'v1')) {
    variant = undefined;
  }
  if (architecture === 'arm' && variant === undefined) variant = 'v7';
  return { os: platform.os, architecture, ...(variant ? { variant } : {}) };
}

/** @throws Error with the platform library's sentence. */
export function parsePlatform(text: string): Platform {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3)
    throw new Error(`${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`);
  if (parts.some((part) => !/^[a-z0-9_.-]+$/.test(part))) {
    throw new Error(
      `${JSON.stringify(text)} is an invalid OS component of ${JSON.stringify(text)}: OSAndVersion specifier component must match "^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$": invalid argument`,
    );
  }
  const [first = '', second, variant] = parts;
  if (second === undefined) {
    const isSystem = ['linux', 'windows', 'darwin', 'freebsd'].includes(first);
    const { architecture } = hostPlatform();
    return normalize(isSystem ? { os: first, architecture } : { os: 'linux', architecture: first });
  }
  return normalize({ os: first, architecture: second, ...(variant ? { variant } : {}) });
}

export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/');
}
