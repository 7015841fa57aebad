/** Of this program; the same as in package.json. */
export const version = '0.1.0';
/** The release of Docker Compose whose behaviour is kept. */
export const composeVersion = '2.40.3';
