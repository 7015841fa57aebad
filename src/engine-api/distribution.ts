/** Wire types of `GET /distribution/{name}/json` and `POST /auth` (Docker Engine API v1.51). */

/** What a registry has under a name: the descriptor of its manifest or index, and the platforms that it serves. */
export interface DistributionInspect {
  Descriptor: { mediaType: string; digest: string; size: number };
  Platforms: { architecture: string; os: string; variant?: string }[];
}

export interface AuthResponse {
  Status: string;
  /** Empty when the registry keeps to name and password. */
  IdentityToken: string;
}
