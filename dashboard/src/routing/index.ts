/** routing: addresses of pages and the state that is kept in them. */
export {
  DEFAULT_TAB,
  homeAddress,
  type Place,
  pageAddress,
  placeOf,
  projectAddress,
  whyAddress,
  withQuery,
} from './addresses.ts';
export { usePlace, useQuery, useQueryChange } from './use-place.ts';
