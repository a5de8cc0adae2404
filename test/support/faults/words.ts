/** Words that a test looks for, in the answer and in the log. */

/** What a provider says of its failure. */
export const OVERLOADED = 'The mock is overloaded.';

/** A word of every prompt. */
export const PROMPTED = 'pelargonium';
