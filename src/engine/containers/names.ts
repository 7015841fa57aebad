import { randomInt } from 'node:crypto';
import { EngineError } from '../../shared/index.ts';

const adjectives =
  'agile amber ardent blithe brave bright calm candid cheerful clever copper cosmic crisp daring deft eager earnest fleet fond frank gentle glad golden graceful hardy hearty honest jolly keen kind lively lucid lunar mellow merry mild neat nimble noble patient placid plucky polite proud quick quiet radiant ready rosy serene sharp silver smooth snug solar spry steady sunny swift tidy tranquil upbeat vivid warm wise witty zesty'.split(
    ' ',
  );

const surnames =
  'abbado albeniz bach bartok beethoven berlioz bizet borodin boulanger brahms britten bruckner byrd callas chopin clara copland corelli coltrane debussy dvorak elgar ellington farrenc faure gershwin glinka gluck grieg handel haydn hensel hildegard holst ives janacek joplin kodaly liszt lully mahler mendelssohn monteverdi mozart mussorgsky nielsen offenbach orff paganini palestrina poulenc price prokofiev puccini purcell rameau ravel rossini satie scarlatti schubert schumann scriabin sibelius smetana smyth strauss stravinsky tallis telemann verdi vivaldi wagner walton weber'.split(
    ' ',
  );

function pick(words: string[]): string {
  return words[randomInt(words.length)] ?? '';
}

/** A name that nobody has, as `merry_vivaldi`, with a number when luck has run out. */
export function randomName(isTaken: (name: string) => boolean): string {
  for (let attempt = 0; ; attempt++) {
    const name = `${pick(adjectives)}_${pick(surnames)}${attempt < 5 ? '' : randomInt(10 ** Math.min(attempt - 4, 9))}`;
    if (!isTaken(name)) return name;
  }
}

/** A name that a user gave, without its slash. @throws EngineError `invalid` in Docker's words. */
export function checkName(name: string): string {
  const plain = name.replace(/^\//, '');
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(plain)) {
    throw new EngineError(
      'invalid',
      `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
  return plain;
}
