/** Asks that are easy however long or learned the text they are about. Words come folded. Pure. */

/** The opening of an ask is enough to tell. */
const OPENING_WORDS = 14;
/** A task that weighs more is not made easy by a plain question ("what is the most likely diagnosis?"). */
const HEAVY_TASK = 0.4;

const POLITE = '^(?:(?:please|pls|can you|could you|would you|will you|hi|hello|hey|ok|now|just|me|so|and) )*';
const EASY = new RegExp(
  `${POLITE}(?:translate|spell|define|summari[sz]e|proofread|rephrase|rewrite|reword|shorten|tell me an?|` +
    "what does .{0,60} (?:mean|stand for)|what(?:'s| is) the (?:capital|meaning|definition|time|date|weather)|" +
    "who (?:is|was|wrote)|who's|when (?:is|was|did)|where (?:is|was)|how do (?:i|you) (?:say|spell)|" +
    'traduce|traduis|traduza|ubersetze|fasse)(?: |$)',
);
const MOSTLY_EASY = new RegExp(`${POLITE}(?:format|convert|list|name|say|what(?:'s| is| are| was) .{0,40}$)`);
const EASY_UNSPACED =
  /^(?:请|請|帮我)*(?:翻译|翻譯|总结|總結|概括|要約|翻訳)|把.{0,40}(?:翻译|翻譯|改写)|(?:翻訳|要約)して/;

/** Asks that ask for no more than what stands beside them. */
const MERE = new RegExp(
  `${POLITE}(?:help(?: me)?(?: out)?(?: with (?:this|that|it))?|(?:any|some) (?:help|ideas|thoughts|tips)(?: \\p{L}+){0,3}|` +
    '(?:what do you think|your thoughts)(?: about (?:this|that|it))?|(?:explain|justify|show|state|check) (?:your|the) (?:answer|work|working|reasoning|steps)|' +
    'is (?:that|this|it) (?:right|correct|true|ok|possible)|(?:why|how) or (?:why|how) not|how (?:do|can|would) i do (?:this|that|it)|give (?:your )?reasons)$',
  'u',
);

/** Whether it only refers to another ask ("can you help me?", "justify your answer"): it is not easier than that one. */
export const isMereAsk = (words: readonly string[]): boolean =>
  words.length <= OPENING_WORDS && MERE.test(words.join(' '));

export function easyTask(words: readonly string[], unspaced: string, task: number): boolean {
  if (unspaced !== '' && EASY_UNSPACED.test(unspaced)) return true;
  const opening = words.slice(0, OPENING_WORDS).join(' ');
  return EASY.test(opening) || (task < HEAVY_TASK && MOSTLY_EASY.test(opening));
}
