/** A Compose project as an OCI artifact, with the media types and annotations of Docker Compose's. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { UserError } from '../../shared/index.ts';
import { composeVersion } from '../labels.ts';

export const mediaType = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
  project: 'application/vnd.docker.compose.project',
  composeFile: 'application/vnd.docker.compose.file+yaml',
  envFile: 'application/vnd.docker.compose.envfile',
  emptyConfig: 'application/vnd.docker.compose.config.empty.v1+json',
} as const;

export const versionAnnotation: Readonly<Record<string, string>> = {
  'com.docker.compose.version': composeVersion,
};

/** As the image specification has it; `data` is the content in base64. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  data?: string;
  artifactType?: string;
}

export interface Layer {
  descriptor: Descriptor;
  bytes: Buffer;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function layer(type: string, bytes: Buffer, annotations: Record<string, string>): Layer {
  const content = { mediaType: type, digest: digestOf(bytes), size: bytes.length };
  const all = { ...annotations, ...versionAnnotation };
  const sorted = Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { descriptor: { ...content, annotations: sorted, data: bytes.toString('base64') }, bytes };
}

/** @param isExtended it is not one of the project's own files, but one that they extend */
export function composeLayer(path: string, text: string, isExtended = false): Layer {
  return layer(mediaType.composeFile, Buffer.from(text), {
    'com.docker.compose.file': basename(path),
    ...(isExtended ? { 'com.docker.compose.extends': 'true' } : {}),
  });
}

export function envLayer(path: string, bytes: Buffer): Layer {
  return layer(mediaType.envFile, bytes, { 'com.docker.compose.envfile': basename(path) });
}

/** The config that artifacts have: nothing. In version 1.0 its media type tells what they are. */
export function emptyConfig(version: '1.0' | '1.1'): Layer {
  const bytes = Buffer.from('{}');
  const type = version === '1.0' ? mediaType.emptyConfig : mediaType.empty;
  const descriptor = { mediaType: type, digest: digestOf(bytes), size: bytes.length };
  return { descriptor: { ...descriptor, data: bytes.toString('base64') }, bytes };
}

/** @param created RFC 3339 */
export function projectManifest(layers: readonly Layer[], version: '1.0' | '1.1', created: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaType.manifest,
      ...(version === '1.1' ? { artifactType: mediaType.project } : {}),
      config: emptyConfig(version).descriptor,
      layers: layers.map(({ descriptor }) => descriptor),
      annotations: { 'org.opencontainers.image.created': created },
    }),
  );
}

/** The images of an application, with its project as their subject. */
export function applicationIndex(images: readonly Descriptor[], project: Descriptor): Buffer {
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaType.index,
      manifests: images,
      subject: project,
      annotations: versionAnnotation,
    }),
  );
}

/** @throws UserError for a version that there is not */
export function readOciVersion(text: string | undefined): '1.0' | '1.1' | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === '1.0' || text === '1.1') return text;
  throw new UserError('usage', `unsupported OCI version: ${text}`, { hint: 'Versions are 1.0 and 1.1.' });
}
