/**
 * What a wrong field of a provider's spoils: itself alone, the object that it is in, or all of the event. For each row the
 * field is given values of other kinds, and what is read must be what is read where the spoilt thing is absent.
 */

import { describe, expect, it } from 'vitest';

const WRONG = {
  text: [7, true, [], {}],
  count: ['7', -1, 1e10, true, [], {}],
  number: ['7', true, [], {}],
  flag: ['true', 1, [], {}],
  object: ['x', 7, true, []],
  list: ['x', 7, {}],
} as const;

/** The field's path, the kind that it has to be of, and the path of what is spoilt where it is not; `''`: the event. */
type Row = readonly [path: string, kind: keyof typeof WRONG, spoils: string];
type Read = (data: string) => unknown;

/** One that spoils nothing but itself. */
export const alone = (kind: Row[1], ...paths: readonly string[]): Row[] => paths.map((path) => [path, kind, path]);

function changed(json: unknown, path: string, change: (holder: Record<string, unknown>, key: string) => void): string {
  const copy: unknown = structuredClone(json);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  change(keys.reduce((holder, key) => Reflect.get(Object(holder), key), copy) as Record<string, unknown>, last);
  return JSON.stringify(copy);
}

export function check(name: string, read: Read, event: unknown, rows: readonly Row[]): void {
  describe(name, () => {
    it.each(rows)('%s (a %s) spoils "%s"', (path, kind, spoils) => {
      const without = spoils === '' ? null : read(changed(event, spoils, (holder, key) => delete holder[key]));
      expect(read(JSON.stringify(event))).not.toEqual(without);
      for (const wrong of WRONG[kind]) {
        const data = changed(event, path, (holder, key) => {
          holder[key] = wrong;
        });
        expect(read(data), JSON.stringify(wrong)).toEqual(without);
      }
    });
  });
}

export const streamed =
  (reader: () => { readonly read: (event: { name: string | null; data: string }) => unknown }, name?: string): Read =>
  (data) =>
    reader().read({ name: name ?? null, data });
