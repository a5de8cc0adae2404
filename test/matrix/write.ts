/** `npm run matrix` writes the section "What goes where" of the README. A test fails when it was not written again. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BEGIN, END, matrixMarkdown } from './markdown.ts';

export const readmeFile = join(import.meta.dirname, '../../README.md');

/** The README with the section as it should be. Throws where the section has no place. */
export function withMatrix(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The README lacks "${BEGIN}" or "${END}".`);
  return `${before}${BEGIN}\n\n${matrixMarkdown()}\n\n${END}${after}`;
}

if (import.meta.main) writeFileSync(readmeFile, withMatrix(readFileSync(readmeFile, 'utf8')));
