import type { Only } from './types';
import type Whole from './types';
import { type Part, value } from './mixed';
import old = require('old-style');
import alias = space.inner;
export type { Out } from './out';
export type * from './all-types';
