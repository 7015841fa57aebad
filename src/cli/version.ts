/** Of this program, and the release of Docker Compose whose behaviour is kept. */
export { productVersion as version } from '../shared/index.ts';
export const composeVersion = '2.40.3';
