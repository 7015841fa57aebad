import { useCallback } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { withQuery } from './addresses.ts';

/** A part of the view's state that is kept in the address; empty when it is not there. */
export function useQuery(name: string): [value: string, set: (value: string | undefined) => void] {
  const { query } = useLocation();
  const change = useQueryChange();
  const set = useCallback(
    (value: string | undefined) => change({ [name]: value }, { replace: true }),
    [change, name],
  );
  return [query[name] ?? '', set];
}

/** Changes several query parameters at once: as a step of the history unless `replace`. */
export function useQueryChange(): (
  changes: Record<string, string | undefined>,
  options?: { replace?: boolean },
) => void {
  const { route } = useLocation();
  return useCallback(
    (changes, options = {}) =>
      // Of the address as it is now: two changes within one rendering both count.
      route(withQuery(location.pathname + location.search, changes), options.replace ?? false),
    [route],
  );
}
