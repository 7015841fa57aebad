import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const benchImage = 'tutti-bench/busybox:1';

/** A project that both tools see below /tmp. */
export class BenchProject {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static copyOf(source: string): BenchProject {
    const folder = mkdtempSync(join(tmpdir(), 'tuttibench'));
    cpSync(source, folder, { recursive: true });
    const file = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'].find((name) =>
      existsSync(join(folder, name)),
    );
    if (file === undefined) throw new Error(`${source} has no Compose file`);
    renameSync(join(folder, file), join(folder, 'compose.yaml'));
    return new BenchProject(folder);
  }

  /** So many services, each one line of log and a sleeping process, on one network. */
  static create(services: number): BenchProject {
    const folder = mkdtempSync(join(tmpdir(), 'tuttibench'));
    const lines = Array.from(
      { length: services },
      (_, n) =>
        `  s${n + 1}:\n    image: ${benchImage}\n    command: ["sh", "-c", "echo started; exec sleep 100000"]\n    environment:\n      NUMBER: "${n}"\n`,
    );
    writeFileSync(join(folder, 'compose.yaml'), `services:\n${lines.join('')}`);
    return new BenchProject(folder);
  }

  get name(): string {
    return basename(this.folder).toLowerCase();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
