import { CircleAlert, TriangleAlert } from 'lucide';
import type { JSX } from 'preact';
import type { Problem } from '../../../../src/dashboard-api/index.ts';
import { Icon } from '../../parts/index.ts';

interface ProblemListProps {
  problems: Problem[];
  /** How to name a file. */
  nameOf: (path: string) => string;
  onGo: (position: NonNullable<Problem['position']>) => void;
}

/** Mistakes and warnings as the command line prints them; each leads to its place. */
export function ProblemList({ problems, nameOf, onGo }: ProblemListProps): JSX.Element {
  return (
    <ul class="problem-list" aria-label="Problems">
      {problems.map((problem) => (
        <ProblemRow
          key={`${problem.code} ${problem.message} ${problem.position?.line}`}
          problem={problem}
          nameOf={nameOf}
          onGo={onGo}
        />
      ))}
    </ul>
  );
}

function ProblemRow({
  problem,
  nameOf,
  onGo,
}: Omit<ProblemListProps, 'problems'> & { problem: Problem }): JSX.Element {
  const { severity, message, hint, code, position } = problem;
  const place = position && `${nameOf(position.file)}:${position.line}:${position.column}`;
  return (
    <li class={severity}>
      <Icon node={severity === 'error' ? CircleAlert : TriangleAlert} size={15} />
      <div>
        <p>
          <span class="visually-hidden">{severity}: </span>
          {message}
        </p>
        <p class="muted small">
          {position && (
            <button type="button" class="place" onClick={() => onGo(position)}>
              {place}
            </button>
          )}{' '}
          <code>{code}</code>
          {hint && ` · ${hint}`}
        </p>
      </div>
    </li>
  );
}
