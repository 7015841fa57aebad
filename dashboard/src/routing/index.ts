/** routing: addresses of pages and the state that is kept in them. */
export {
  homeAddress,
  type Place,
  pageAddress,
  placeOf,
  projectAddress,
  whyAddress,
  withQuery,
} from './addresses.ts';
export { useQuery, useQueryChange } from './use-query.ts';
