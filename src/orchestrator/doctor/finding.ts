import type { Finding, FindingCode } from '../contract-findings.ts';
import type { ObservedContainer, Snapshot } from './snapshot.ts';

/** Finds one kind of thing; one finding for a service, however many containers have it. Pure. */
export interface Check {
  readonly code: FindingCode;
  readonly find: (snapshot: Snapshot) => Finding[];
}

/** What is wrong with one container. */
export type Diagnosis = Pick<Finding, 'message' | 'evidence' | 'hint'>;

/** A check that looks at one container at a time. */
export function containerCheck(
  code: FindingCode,
  diagnose: (container: ObservedContainer, snapshot: Snapshot) => Diagnosis[],
): Check {
  return {
    code,
    find(snapshot) {
      const findings = new Map<string, Finding>();
      for (const container of snapshot.containers) {
        const { service, name } = container;
        for (const diagnosis of diagnose(container, snapshot)) {
          const key = `${service}\n${diagnosis.message}`;
          const known = findings.get(key);
          if (known === undefined) findings.set(key, { code, service, containers: [name], ...diagnosis });
          else if (!known.containers.includes(name)) known.containers.push(name);
        }
      }
      return [...findings.values()];
    },
  };
}

/** The last lines that match, as evidence. */
export function lastLines(log: readonly string[], pattern: RegExp, count = 2): string[] {
  return log
    .filter((line) => pattern.test(line))
    .slice(-count)
    .map(shortened);
}

export function shortened(line: string): string {
  const text = line.trim();
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** 67108864 → `64 MiB`. */
export function binarySize(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
