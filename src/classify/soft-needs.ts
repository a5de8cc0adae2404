/**
 * What the words call for beside an answer: the web for what is of today, code, files, or an errand run. Shown and learned
 * from; narrows nothing. Pure.
 */

import type { SoftNeed } from './contract.ts';
import type { Wishes } from './wishes.ts';

/** A need is named at this probability; two can be, so it is below a half. Chosen by cross-validation on the labels. */
const LEAST_NEED = 0.35;

/** What no learning is needed for, found anywhere in the message. */
const FENCE = '```';
const ADDRESS = /https?:\/\//u;
/** A file by its name, with an ending that is nobody's domain. */
const FILE_NAME = /[\p{L}\p{N}_-]\.(?:pdf|docx?|xlsx?|csv|pptx?|odt|epub|zip)(?![\p{L}\p{N}])/iu;
const MAX_CHARACTERS = 4000;

const NEEDS: readonly SoftNeed[] = ['web', 'code', 'files', 'actions'];

/** `latest` is the whole of the user's latest turn: code and addresses need not be their own words. */
export function readSoftNeeds({ words, needs }: Wishes, latest: string, hasFile: boolean): readonly SoftNeed[] {
  const shown = latest.slice(0, MAX_CHARACTERS);
  const given: Readonly<Record<SoftNeed, boolean>> = {
    web: ADDRESS.test(shown),
    code: shown.includes(FENCE),
    files: hasFile || FILE_NAME.test(shown),
    actions: false,
  };
  return NEEDS.filter((need) => given[need] || (words > 0 && needs.of(need) >= LEAST_NEED));
}
