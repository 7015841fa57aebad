/** Query parameters that open the drawer of a container over whatever page there is. */
export function drawerQuery(
  container: string | undefined,
  pane?: string,
): Record<'container' | 'pane', string | undefined> {
  return { container, pane };
}
