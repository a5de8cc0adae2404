import { chinese } from './chinese.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import { german } from './german.ts';
import type { Idiom } from './idiom.ts';
import { japanese } from './japanese.ts';
import { portuguese } from './portuguese.ts';
import { spanish } from './spanish.ts';

/** Tried on text in Latin letters, and on text that holds Chinese or Japanese characters. */
export const LATIN_IDIOMS: readonly Idiom[] = [english, spanish, german, french, portuguese];
export const CJK_IDIOMS: readonly Idiom[] = [chinese, japanese];
