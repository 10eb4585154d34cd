/// <reference types="node" />

/**
 * Documented.
 */
export interface Empty {
  // nothing here

  name: string; /* trailing */
}

/* a */ export const text: string = `
/* not a comment

`; // end
