import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export const benchImage = 'tutti-bench/busybox:1';

/** A project of so many services, each one sleeping process on one network. */
export class BenchProject {
  readonly folder: string;
  readonly services: number;

  private constructor(folder: string, services: number) {
    this.folder = folder;
    this.services = services;
  }

  static create(services: number): BenchProject {
    const folder = mkdtempSync(join(tmpdir(), 'tuttibench'));
    const lines = Array.from(
      { length: services },
      (_, n) =>
        `  s${n + 1}:\n    image: ${benchImage}\n    command: ["sleep", "100000"]\n    environment:\n      NUMBER: "${n}"\n`,
    );
    writeFileSync(join(folder, 'compose.yaml'), `services:\n${lines.join('')}`);
    return new BenchProject(folder, services);
  }

  get name(): string {
    return basename(this.folder).toLowerCase();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
