/** The same request as others would type it: with errors, in capitals, wrapped in courtesies. */

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** Each letter is, with the given probability, swapped with the next, dropped, doubled or replaced, one as often as another. */
export function mistyped(text: string, probability: number, chance: () => number): string {
  const letters = [...text];
  let typed = '';
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] ?? '';
    if (!/\p{L}/u.test(letter) || chance() >= probability) {
      typed += letter;
      continue;
    }
    const next = letters[at + 1];
    const fault = Math.floor(chance() * 4);
    if (fault === 0 && next !== undefined) {
      typed += next + letter;
      at++;
    } else if (fault === 2) typed += letter + letter;
    else if (fault === 3) typed += ALPHABET[Math.floor(chance() * ALPHABET.length)] ?? '';
  }
  return typed;
}

const COURTESIES: readonly (readonly [before: string, after: string])[] = [
  ['Hi there! I hope you are doing well. ', ' Thank you so much in advance!'],
  ['hey, could you please help me out? ', ' thanks a lot'],
  ['Good morning. ', ' Kind regards, Sam'],
  ['Sorry to bother you, but ', ' I would really appreciate it, thanks!'],
];

/** The text between a greeting and thanks; which ones, `at` says. */
export function padded(text: string, at: number): string {
  const [before, after] = COURTESIES[at % COURTESIES.length] ?? ['', ''];
  return `${before}${text}${after}`;
}
