/** The image that a service runs, or the name its build gets. */
export function imageName(project: string, name: string, image: string | undefined, separator = '-'): string {
  return image || `${project}${separator}${name}`;
}

/**
 * A reference in full: `nginx` is `docker.io/library/nginx:latest`; a tag beside a digest is dropped.
 * Section "canonical form" of the distribution project's reference grammar.
 */
export function canonicalReference(image: string): { name: string; digest: string | undefined } {
  const [beforeDigest = '', digest] = image.split('@');
  const slash = beforeDigest.indexOf('/');
  const first = slash === -1 ? '' : beforeDigest.slice(0, slash);
  const hasDomain =
    first.includes('.') || first.includes(':') || first === 'localhost' || first !== first.toLowerCase();
  const domain = hasDomain ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
  let path = hasDomain ? beforeDigest.slice(slash + 1) : beforeDigest;
  if (domain === 'docker.io' && !path.includes('/')) path = `library/${path}`;
  const colon = path.lastIndexOf(':');
  const isTagged = colon > path.lastIndexOf('/');
  const bare = isTagged ? path.slice(0, colon) : path;
  if (digest !== undefined) return { name: `${domain}/${bare}`, digest };
  return { name: `${domain}/${bare}:${isTagged ? path.slice(colon + 1) : 'latest'}`, digest: undefined };
}
