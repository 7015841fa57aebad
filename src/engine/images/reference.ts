/**
 * Names of images, as github.com/distribution/reference reads them: `redis:6.0-alpine` means
 * `docker.io/library/redis:6.0-alpine`, and is shown in its short ("familiar") form again.
 */
import { EngineError } from '../../shared/index.ts';

/** A parsed name. `domain` and `path` are always there; a name may carry a tag, a digest, both or neither. */
export interface ImageReference {
  /** Registry, with port where there is one: `docker.io`, `localhost:5000`. */
  domain: string;
  /** Repository within the registry: `library/redis`. */
  path: string;
  tag?: string;
  digest?: string;
}

const defaultDomain = 'docker.io';
const legacyDomain = 'index.docker.io';
const maxNameLength = 255;

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainPattern = new RegExp(
  `^(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const pathComponent = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const pathPattern = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const sha256Pattern = /^sha256:[0-9a-f]{64}$/;

/** Whether the text is a sha256 digest in its canonical form. */
export function isDigest(text: string): boolean {
  return sha256Pattern.test(text);
}

/** Whether the text could be (the beginning of) an image id, with or without `sha256:`. */
export function idPrefixOf(text: string): string | undefined {
  return /^(?:sha256:)?([0-9a-f]{1,64})$/.exec(text)?.[1];
}

/** The 12 digits that people see. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

/**
 * Reads a name as a user writes it. A name without tag and digest keeps neither: `withDefaultTag` adds `latest`.
 * @throws EngineError `invalid` with the reference library's own sentence.
 */
export function parseReference(text: string): ImageReference {
  if (/^[a-f0-9]{64}$/.test(text)) {
    throw new EngineError(
      'invalid',
      `invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`,
    );
  }
  const { name, tag, digest } = splitSuffixes(text);
  const { domain, path } = splitDomain(name);
  if (/[A-Z]/.test(path)) {
    throw new EngineError('invalid', `invalid reference format: repository name (${path}) must be lowercase`);
  }
  const valid =
    domainPattern.test(domain) &&
    pathPattern.test(path) &&
    (tag === undefined || tagPattern.test(tag)) &&
    (digest === undefined || digestPattern.test(digest));
  if (!valid) throw new EngineError('invalid', 'invalid reference format');
  if (`${domain}/${path}`.length > maxNameLength) {
    throw new EngineError('invalid', 'repository name must not be more than 255 characters');
  }
  if (digest?.startsWith('sha256:') && !sha256Pattern.test(digest)) {
    throw new EngineError('invalid', 'invalid checksum digest length');
  }
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** As `parseReference`, but undefined for what is no name. */
export function tryParseReference(text: string): ImageReference | undefined {
  try {
    return parseReference(text);
  } catch {
    return undefined;
  }
}

function splitSuffixes(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const beforeDigest = at === -1 ? text : text.slice(0, at);
  const colon = beforeDigest.lastIndexOf(':');
  const hasTag = colon > beforeDigest.lastIndexOf('/');
  return {
    name: hasTag ? beforeDigest.slice(0, colon) : beforeDigest,
    tag: hasTag ? beforeDigest.slice(colon + 1) : undefined,
    digest,
  };
}

function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first;
  const domain = isDomain && first !== legacyDomain ? first : defaultDomain;
  const path = isDomain ? name.slice(slash + 1) : name;
  return { domain, path: domain === defaultDomain && !path.includes('/') ? `library/${path}` : path };
}

/** Whether the user named no registry, so that search registries apply. */
export function isUnqualified(text: string): boolean {
  const { name } = splitSuffixes(text);
  const slash = name.indexOf('/');
  const first = slash === -1 ? '' : name.slice(0, slash);
  return !(/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
}

/** `latest` for a name with neither tag nor digest. */
export function withDefaultTag(reference: ImageReference): ImageReference {
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  return { ...reference, tag: 'latest' };
}

/** `docker.io/library/redis`. */
export function fullName(reference: ImageReference): string {
  return `${reference.domain}/${reference.path}`;
}

/** `redis`; `quay.io/jupyter/minimal-notebook`. */
export function familiarName(reference: ImageReference): string {
  if (reference.domain !== defaultDomain) return fullName(reference);
  const official = /^library\/([^/]+)$/.exec(reference.path);
  return official?.[1] ?? reference.path;
}

/** The familiar name with its tag and digest. */
export function familiarString(reference: ImageReference): string {
  return familiarName(reference) + suffix(reference);
}

/** The full name with its tag and digest: the form in which the store keeps names. */
export function fullString(reference: ImageReference): string {
  return fullName(reference) + suffix(reference);
}

function suffix(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  return reference.digest === undefined ? tag : `${tag}@${reference.digest}`;
}
