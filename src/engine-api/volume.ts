/** Wire types of the volume resource (Docker Engine API v1.51, "Volume"). */

export interface VolumeCreateRequest {
  Name?: string;
  Driver?: string;
  DriverOpts?: Record<string, string> | null;
  Labels?: Record<string, string> | null;
}

export interface VolumeInspect {
  Name: string;
  Driver: string;
  Mountpoint: string;
  CreatedAt?: string;
  Labels: Record<string, string> | null;
  Scope: 'local' | 'global';
  Options: Record<string, string> | null;
  /** Bytes and number of containers; -1 where not computed. Only in `GET /system/df`. */
  UsageData?: { Size: number; RefCount: number };
}

export interface VolumeListResponse {
  Volumes: VolumeInspect[];
  Warnings: string[] | null;
}
