/**
 * What people say around a request to be polite, which is not what they ask for: a route for greetings must not win
 * "hello, could you please check my balance? thank you so much". A turn that is nothing but courtesies is left as it is:
 * then they are the request. Pure; looks at the two ends alone.
 */

const BEFORE =
  /^[\s,.!?;:…-]*(?:(?:hi+|hello|hey+|hiya|greetings|good (?:morning|afternoon|evening|day)|dear (?:sir or madam|team|all|sir|madam|assistant|support))(?: there| everyone| everybody| again| all| team)?(?=[,.!;:\s-])|i hope (?:you(?:'re| are)|this|all is)[^.,!?\n]{0,50}[.,!?\n]|(?:sorry to (?:bother|trouble|disturb) you|excuse me|pardon me|if you don't mind|if it(?:'s| is) not too much trouble|when you (?:have|get) a (?:moment|minute|second|chance)|please|pls|plz|kindly)(?=[,.!;:\s-])|(?:hola|buenos días|buenas tardes|hallo|guten (?:tag|morgen|abend)|bonjour|bonsoir|salut|ol[áa]|bom dia|boa tarde|por favor|bitte|s'il (?:vous|te) pla[îi]t)(?=[,.!;:\s-])|(?:你好|您好|请问|麻烦你?|こんにちは|すみません)[，,。！!、\s]*)/iu;
const AFTER =
  /(?:^|[\s,.!?;:…，。！？、；-])(?:(?:many |a lot of )?thank(?:s| you|ing you)(?: (?:so|very) much| a (?:lot|bunch|million|ton)| in advance| again| for (?:your|the) (?:help|time|assistance)| kindly)*|thx|tia|cheers|much appreciated|(?:i(?:'d| would)? )?(?:really )?appreciate (?:it|your help)|please|pls|plz|if you don't mind|(?:best|kind|warm) regards|have a (?:nice|good|great|lovely) (?:day|one|evening|weekend)|(?:muchas )?gracias|danke(?: schön)?|vielen dank|merci(?: beaucoup)?|obrigad[oa]|por favor|bitte|s'il (?:vous|te) pla[îi]t|谢谢(?:你|您)?|麻烦了|ありがとう(?:ございます)?|お願いします)[\s,.!?;:…。！？、)-]*$/iu;
/** No courtesy at the end is longer: what stands before is not looked at. */
const LONGEST = 60;

/** Courtesies come one after another, and not without end. */
const MOST = 4;
/**
 * Of a few words, a greeting may be half the meaning ("hey, what's up"). Looked for at the beginnings of words alone:
 * inside one long word (Thai has no spaces) every letter would read the rest of it again.
 */
const SAYS_SOMETHING =
  /(?<![\p{L}\p{N}'])(?:[\p{L}\p{N}']+[^\p{L}\p{N}']+){3}[\p{L}\p{N}]|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]{4}/u;

export function withoutCourtesies(text: string): string {
  let rest = text;
  for (let taken = 0; taken < MOST; taken++) {
    const next = withoutLast(rest.replace(BEFORE, ''));
    if (next.length === rest.length) break;
    rest = next;
  }
  return SAYS_SOMETHING.test(rest) ? rest : text;
}

function withoutLast(text: string): string {
  const start = Math.max(0, text.length - LONGEST);
  return text.slice(0, start) + text.slice(start).replace(AFTER, '');
}
