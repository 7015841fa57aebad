/**
 * images: pulled and built images, their layers as folders that overlayfs can mount, and the registries they come from and go to.
 * It starts no container and knows no Dockerfile. Entry: `openImages`.
 */
export type * from './contract.ts';
export { openImages } from './image-room.ts';
export { HttpClient, type HttpResponse } from './registry/http.ts';
