/**
 * What a provider sent, read field by field. Plain functions: a Worker may not make code out of a schema, and a schema that
 * is interpreted costs several times what the JSON itself does, for each event of each stream.
 *
 * Every reader answers null for what is not of its kind, and what is absent is not. For a field that may be wrong null is
 * as good as absent, and its reader is called as it is; one that must not be wrong is asked for by `optional`, or is
 * compared with null, and makes an object of another kind of the one that it is in.
 */

/** An object of JSON, of whose fields nothing is known yet. */
export type Sent = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Sent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

/** JSON writes infinity as `1e999`. */
export const number = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Of tokens. No request has a thousand million of them: a larger count is a fault of the provider's, and the ledger could not hold it. */
export const count = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= 1e9 ? value : null;

/** Undefined where it is absent, or null as sent; null where it is of another kind. */
export const optional = <Value>(read: (value: unknown) => Value | null, value: unknown): Value | null | undefined =>
  value == null ? undefined : read(value);

/** One item of another kind makes it no such list. */
export function listOf<Item>(read: (value: unknown) => Item | null, value: unknown): readonly Item[] | null {
  if (!Array.isArray(value)) return null;
  const items: Item[] = [];
  for (const sent of value) {
    const item = read(sent);
    if (item === null) return null;
    items.push(item);
  }
  return items;
}
