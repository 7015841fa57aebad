/** What `doctor` found, for people: the service, what is wrong, what shows it, what to do, where it is explained. */
import type { DoctorReport, Finding } from '../../orchestrator/index.ts';

export function doctorText(report: DoctorReport, project: string, colors: boolean): string {
  const { findings, containers, unseen } = report;
  const parts = findings.map((finding) => findingText(finding, colors));
  if (unseen.length > 0) parts.push(['Could not look at:', ...unseen.map((text) => `  ${text}`)].join('\n'));
  parts.push(summary(findings.length, containers, project));
  return `${parts.join('\n\n')}\n`;
}

function findingText(
  { code, service, containers, message, evidence, hint, position }: Finding,
  colors: boolean,
): string {
  const paint = (sgr: string, text: string): string => (colors ? `\x1b[${sgr}m${text}\x1b[0m` : text);
  const who = containers.length > 1 ? `${service} (${containers.join(', ')})` : service;
  return [
    `${who === '' ? '' : `${paint('1', who)}: `}${message} ${paint('2', `[${code}]`)}`,
    ...(position === undefined ? [] : [`  at ${position.file}:${position.line}:${position.column}`]),
    ...evidence.map((line) => paint('2', `  | ${line}`)),
    `  ${paint('32', '→')} ${hint}`,
    `  See docs/errors/${code}.md`,
  ].join('\n');
}

function summary(findings: number, containers: number, project: string): string {
  const examined = `${containers} ${containers === 1 ? 'container' : 'containers'} of ${project}`;
  if (containers === 0 && findings === 0) return `There is no container of ${project} to examine.`;
  if (findings === 0) return `Nothing found: ${examined} examined.`;
  return `${findings} ${findings === 1 ? 'thing' : 'things'} found: ${examined} examined.`;
}
