import type { FC } from 'react';
import { Panel } from './Panel';
import styles from './styles.module.css';
export { Panel as default } from './Panel';
const Lazy = React.lazy(() => import('./Lazy'));
