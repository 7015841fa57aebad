/** containers: what every list of containers shares. */
export { ContainerLink } from './container-link.tsx';
export { containerMenu } from './container-menu.ts';
export { drawerQuery } from './drawer-query.ts';
