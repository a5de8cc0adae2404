/** The words of the taxonomy's names (`lexicon-words.ts`), by name. */

import { once } from '../once.ts';
import { listed } from './lists.ts';

/** Of each domain. */
export const domainWords = once((): ReadonlyMap<string, string> => new Map(Object.entries(listed('domains'))));

/** Of each action, English then Chinese. */
export const actionWords = once((): ReadonlyMap<string, string> => new Map(Object.entries(listed('actions'))));
