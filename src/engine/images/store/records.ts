/** What the store knows of images and layers: one index, written as a whole. */
import type { Descriptor } from '../media-types.ts';

export interface ImageRecord {
  /** Store ids of its layers, lowest first. */
  layers: string[];
  /** Unix milliseconds. */
  created: number;
  labels: Record<string, string> | null;
  /** Image that it was built on. */
  parent?: string;
  /** Manifest (kept among the blobs) that it was pulled with or pushed as: a push then gives the same digest. */
  manifest?: { digest: string; mediaType: string };
  /** Id under which others know it: of the configuration with the layers' true diff ids (see `LayerRecord.tar`). */
  publishedId?: string;
  /** Removed by force while stopped containers need its layers: nobody sees it, and it goes with the last of them. */
  removed?: true;
  /** Unix milliseconds at which it last got a name. */
  lastTagged?: number;
}

export interface LayerRecord {
  /** Bytes of its files. */
  size: number;
  /** As images' configurations have it. Of a layer made here it is random until a tar of it is needed. */
  diffId: string;
  /** Its tar, once one is known: true digest and bytes. */
  tar?: { diffId: string; size: number };
  /** How registries have it: kept among the blobs. */
  blob?: Descriptor;
  /** Name of a file among the blobs with exactly that tar, compressed, where it came from an archive. */
  archive?: string;
}

export interface StoreIndex {
  version: 1;
  images: Record<string, ImageRecord>;
  /** `docker.io/library/redis:6.0` → image id. */
  tags: Record<string, string>;
  /** `docker.io/library/redis@sha256:…` → image id. */
  digests: Record<string, string>;
  layers: Record<string, LayerRecord>;
}
