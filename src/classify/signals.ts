/**
 * What can be read off a request before any model has seen it: how difficult it is, what its words ask of the effort,
 * what they call for, its modality, size and language. Pure; hints for the router, never a reason to refuse.
 */

import type { Ask } from '../wire/ask.ts';
import { readAsked } from './asked.ts';
import type { Signals, SoftNeed } from './contract.ts';
import { readDifficulty } from './difficulty.ts';
import { readLanguage } from './language.ts';
import { ownWords } from './own-words.ts';
import { estimateTokens, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, TOKENS_PER_PROMPT } from './tokens.ts';
import { fold } from './words.ts';

export function readSignals(ask: Ask): Signals {
  const [latest = '', previous = null] = ask.turns
    .flatMap(({ role, text }) => (role === 'user' ? [text] : []))
    .toReversed();
  const own = ownWords(latest);
  const language = readLanguage(own);
  return {
    difficulty: readDifficulty(latest, previous),
    asked: readAsked(own),
    needs: [...ask.needs, ...softNeeds(latest, own, ask)],
    modality: ask.modality,
    inputTokens: inputTokens(ask),
    language: language === 'und' ? readLanguage(latest) : language,
  };
}

/** Fields of the body beside the messages that a model reads as text. */
const DEFINITIONS = ['tools', 'functions', 'response_format'] as const;

function inputTokens({ turns, images, body }: Ask): number {
  let sum = TOKENS_PER_PROMPT + images * TOKENS_PER_IMAGE;
  for (const { text } of turns) sum += TOKENS_PER_MESSAGE + estimateTokens(text);
  for (const field of DEFINITIONS) if (field in body) sum += estimateTokens(JSON.stringify(body[field]) ?? '');
  return sum;
}

const MAX_CHARACTERS = 4000;

const WEB =
  /(?<!\p{L})(?:search (?:the )?(?:web|internet|online)|look (?:it |this )?up online|google (?:it|for)|browse|https?:\/\/|(?:latest|current|today'?s|recent|breaking) (?:\p{L}+ )?(?:news|price|prices|version|rate|rates|score|results?|weather|status|events?|headlines)|(?:stock|share) price|weather (?:in|today|tomorrow)|in the news|right now in|aktuelle|nachrichten|actualites|noticias de hoy|noticias de hoje)|最新(?:的)?(?:新闻|消息|价格|ニュース)|今天.{0,6}天气|今日の(?:天気|ニュース)/u;
const CODE =
  /```|(?<!\p{L})(?:python|javascript|typescript|golang|kotlin|c\+\+|c#|sql|regex|html|css|bash|dockerfile|stack ?trace|unit tests?|source code|pull request|(?:write|fix|debug|refactor|implement|create|review|explain) (?:(?:a|an|the|this|my|some|me|following|new) ){0,2}(?:\p{L}+ )?(?:function|script|program|code|class|method|query|algorithm|component|endpoint))(?!\p{L})|代码|编程|函数|コード|関数/u;
const FILES =
  /(?<!\p{L})(?:(?:the |an? |my )?attach(?:ed|ment)|upload(?:ed)?|(?:this|the|my|following) (?:pdf|file|document|spreadsheet|csv)|[\p{L}\p{N}_-]+\.(?:pdf|docx?|xlsx?|csv|pptx?|txt)|im anhang|piece jointe|archivo adjunto|em anexo)(?!\p{L})|附件|添付/u;
/** An errand to run, not a question of how ("how do I book a flight" is none). */
const ACTIONS =
  /(?:^|[.!?;\n]\s*|(?:please|can you|could you|and|then|i want you to)\s+)(?:(?:book|reserve|order|buy|purchase|cancel|schedule|reschedule|remind|pay|transfer|email|text|call|message)\s+(?:me|my|us|a|an|the|this|that|it|him|her|them|two|\d|\p{L}+ (?:to|that|about))|send\s+(?:an? |the |this |it |my )?(?:\p{L}+ )?(?:e-?mail|message|invite|invoice|reply|it)?\s*to|set (?:an? |the |my )?(?:alarm|timer|reminder)|turn (?:on|off)|add (?:it |this |\p{L}+ )to my)(?!\p{L})|(?:帮我|请|請)(?:预订|订|预约|发送|取消|提醒)|予約して|送信して/u;

function softNeeds(latest: string, own: string, { modality }: Ask): SoftNeed[] {
  const text = fold(
    latest.length <= MAX_CHARACTERS ? latest : latest.slice(0, MAX_CHARACTERS / 2) + latest.slice(-MAX_CHARACTERS / 2),
  );
  const needs: SoftNeed[] = [];
  if (WEB.test(text)) needs.push('web');
  if (CODE.test(text)) needs.push('code');
  if (modality.includes('file') || FILES.test(text)) needs.push('files');
  // Only the user's own words can send someone on an errand: a pasted letter that says "call me" does not.
  if (ACTIONS.test(fold(own))) needs.push('actions');
  return needs;
}
