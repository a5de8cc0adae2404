/**
 * Plain lexical matching, the baseline of routing: a request goes to the route whose name, description and examples share
 * most of its words, by the cosine of TF-IDF vectors over stems, function words left out. Of a conversation it reads the
 * latest turn.
 */

import { fold, isFunctionWord, stem } from '../../classify/words.ts';
import type { Judge, RouteText } from './judge.ts';

type Vector = ReadonlyMap<string, number>;

export function lexicalJudge(routes: readonly RouteText[]): Judge {
  const counts = routes.map(({ name, description, examples = [] }) =>
    countWords([name.replaceAll('_', ' '), description, ...examples].join(' ')),
  );
  const documents = new Map<string, number>();
  for (const words of counts) for (const word of words.keys()) documents.set(word, (documents.get(word) ?? 0) + 1);
  const weigh = (words: Vector): Map<string, number> => {
    const vector = new Map<string, number>();
    for (const [word, count] of words) {
      const known = documents.get(word);
      if (known !== undefined) vector.set(word, count * Math.log(1 + routes.length / known));
    }
    const length = Math.hypot(...vector.values());
    for (const [word, weight] of vector) vector.set(word, weight / length);
    return vector;
  };
  const vectors = counts.map(weigh);
  return (turns) => {
    const query = weigh(countWords(turns.at(-1)?.text ?? ''));
    let best = '';
    let probability = -1;
    for (const [place, vector] of vectors.entries()) {
      let cosine = 0;
      for (const [word, weight] of query) cosine += weight * (vector.get(word) ?? 0);
      if (cosine <= probability) continue;
      best = routes[place]?.name ?? '';
      probability = cosine;
    }
    return { best, probability, nothing: 1 - probability };
  };
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of fold(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    if (isFunctionWord(word)) continue;
    const root = stem(word);
    counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  return counts;
}
