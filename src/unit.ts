/**
 * Units as brands, so that milliseconds are never added to seconds nor dollars to micro-dollars.
 * A brand is put on once, where a number enters (a clock, a schema, a provider's usage), and costs nothing at run time.
 */

declare const unit: unique symbol;
type Branded<Name extends string> = number & { readonly [unit]: Name };

/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = Branded<'UnixMs'>;
/** A length of time in whole milliseconds. */
export type Milliseconds = Branded<'Milliseconds'>;
/** A count of a model's tokens. Never negative, always whole. */
export type Tokens = Branded<'Tokens'>;
/** Money: whole millionths of a US dollar. One token at 1 USD per million tokens costs exactly one. */
export type MicroDollars = Branded<'MicroDollars'>;

export const unixMs = (value: number): UnixMs => value as UnixMs;
export const milliseconds = (value: number): Milliseconds => value as Milliseconds;
export const tokens = (value: number): Tokens => value as Tokens;
export const microDollars = (value: number): MicroDollars => value as MicroDollars;

/** A list that is known to have a first element. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** True, with the type to match, when a list has a first element. */
export const isNonEmpty = <T>(list: readonly T[]): list is NonEmpty<T> => list.length > 0;
