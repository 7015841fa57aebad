import type { LoadOptions } from '../compose-file/index.ts';
import type { EndpointChoice } from '../engine-client/index.ts';

/** How `tutti ui` was called. */
export interface Settings {
  /** tutti's version. */
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  readOnly: boolean;
  /** How the command line chose its engine. */
  choice: EndpointChoice;
  /** `tutti ui PROJECT`, or the one whose files are where it was started. */
  project?: string;
  /** How the command line's flags (`-f`, `-p`, `--profile`, …) want that project to be loaded; absent where none was found. */
  load?: LoadOptions;
}
