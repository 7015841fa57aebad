/** Of the whole product; `package.json` says the same. */
export const productVersion = '0.1.0';
