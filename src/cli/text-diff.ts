/** Two texts line by line, as `diff -u` shows them. */

import { structuredPatch } from 'diff';

const AROUND = 2;

/** Hunks with their heads, and `- `, `+ ` or a space before each line. Empty where nothing differs. */
export function textDiff(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: AROUND });
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}
